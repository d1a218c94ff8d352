#include "render.h"

#include <cinttypes>
#include <cstdio>
#include <ctime>

namespace eyas::scap {
namespace {

std::string formatted(const char *format, uint64_t value) {
  char text[32];
  snprintf(text, sizeof text, format, value);
  return text;
}

std::string number(uint8_t format, uint64_t bits, int64_t signed_value, bool is_signed) {
  if (format == EYAS_PF_HEX) return formatted("%" PRIX64, bits);
  if (format == EYAS_PF_OCT) return formatted("%#" PRIo64, bits);
  return is_signed ? std::to_string(signed_value) : std::to_string(bits);
}

void render_descriptor(const Machine &machine, int64_t value, Rendered &out) {
  out.plain = std::to_string(value);
  const Thread *thread = machine.current.thread;
  if (!thread) return;
  if (value < 0) {
    out.meaning = value == -100 ? "AT_FDCWD" : error_name(-value);
    return;
  }
  const Descriptors *descriptors = const_cast<Thread *>(thread)->descriptors();
  const Fd *fd = descriptors ? descriptors->find(value) : nullptr;
  if (!fd) return;
  out.meaning = '<';
  out.meaning += fd->letter();
  if (fd->is_internet() || fd->is_server_socket()) {
    switch (fd->known_l4()) {
      case L4_TCP:
        out.meaning += 't';
        break;
      case L4_UDP:
        out.meaning += 'u';
        break;
      case L4_ICMP:
        out.meaning += 'i';
        break;
      case L4_RAW:
        out.meaning += 'r';
        break;
      default:
        break;
    }
  }
  out.meaning += '>';
  out.meaning += fd->name;
}

void render_path(const Machine &machine, const Event &event, uint32_t i, Rendered &out) {
  const auto path = event.text(i);
  out.plain = path;
  Thread *thread = machine.current.thread;
  if (!thread) {
    out.meaning = out.plain;
    return;
  }
  if (path == "<NA>" || path.empty() || path[0] == '/') return;
  const eyas_capture_parameter &parameter = event.info->parameters[i];
  std::string directory(thread->working_directory());
  if (parameter.type == EYAS_PT_FSRELPATH && parameter.names < event.info->count &&
      event.info->parameters[parameter.names].type == EYAS_PT_FD) {
    const int64_t base = event.at(parameter.names).as<int64_t>();
    if (base != -100) {
      const Descriptors *descriptors = thread->descriptors();
      const Fd *fd = descriptors ? descriptors->find(base) : nullptr;
      directory = fd ? fd->name : "";
      if (!directory.empty() && directory.back() != '/') directory += '/';
    }
  }
  out.meaning = join_paths(directory, path);
}

void render_flags(const eyas_flag_table &table, uint32_t value, bool exact, Rendered &out) {
  out.plain = std::to_string(value);
  name_flags(table, value, exact, out.meaning);
}

void render_mode(const eyas_flag_table &table, uint8_t format, uint32_t value, Rendered &out) {
  out.plain = number(format, value, static_cast<int32_t>(value), true);
  uint32_t left = value;
  const char *separator = "";
  for (uint32_t k = 0; k < table.count; k++) {
    const auto &flag = table.flags[k];
    const bool is_all = flag.value == value;
    if (!is_all && !((flag.value == 0 && value == 0) || (flag.value != 0 && (left & flag.value) == flag.value && left != 0))) continue;
    out.meaning += separator;
    out.meaning += flag.name;
    separator = "|";
    if (is_all) return;
    left &= ~flag.value;
  }
}

std::string dotted(std::string_view bytes) {
  std::string text(bytes);
  for (char &c : text)
    if (c < 0x20 || c > 0x7e) c = '.';
  return text;
}

std::string base64(std::string_view bytes) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t at = 0; at < bytes.size(); at += 3) {
    const auto byte = [&](size_t i) { return at + i < bytes.size() ? static_cast<uint8_t>(bytes[at + i]) : 0u; };
    const uint32_t three = byte(0) << 16 | byte(1) << 8 | byte(2);
    for (int shift = 18; shift >= 0; shift -= 6) text += letters[three >> shift & 63];
  }
  for (size_t missing = (3 - bytes.size() % 3) % 3; missing > 0; missing--) text[text.size() - missing] = '=';
  return text;
}

void render_time(uint64_t ns, Rendered &out) {
  const auto seconds = static_cast<time_t>(ns / 1000000000);
  tm parts;
  gmtime_r(&seconds, &parts);
  char text[64];
  const size_t length = strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
  snprintf(text + length, sizeof text - length, ".%09" PRIu64, ns % 1000000000);
  out.plain = text;
}

void render_list(const Machine &machine, Bytes list, Rendered &out) {
  const Descriptors *descriptors = machine.current.thread ? machine.current.thread->descriptors() : nullptr;
  if (!machine.current.thread) return;
  Cursor cursor(list.data, list.size);
  const uint16_t count = cursor.take<uint16_t>();
  for (uint32_t k = 0; k < count; k++) {
    const int64_t value = cursor.take<int64_t>();
    const int16_t events = cursor.take<int16_t>();
    if (!cursor.ok()) return;
    const Fd *fd = descriptors ? descriptors->find(value) : nullptr;
    if (k > 0) out.plain += ' ';
    out.plain += std::to_string(static_cast<uint64_t>(value)) + ':' + (fd ? fd->letter() : '?') +
                 formatted("%" PRIx64, static_cast<uint32_t>(events));
  }
}

void render_account(const Machine &machine, uint32_t id, bool is_user, Rendered &out) {
  if (id == UINT32_MAX) {
    out.plain = "-1";
    out.meaning = "<NONE>";
    return;
  }
  out.plain = std::to_string(static_cast<int32_t>(id));
  out.meaning = "<NA>";
  const Thread *thread = machine.current.thread;
  if (!thread) return;
  if (is_user) {
    const User *user = machine.accounts.user(thread->container_id, id);
    if (user && !user->name.empty()) out.meaning = user->name;
  } else {
    const std::string *group = machine.accounts.group(thread->container_id, id);
    if (group && !group->empty()) out.meaning = *group;
  }
}

void render_empty(uint8_t type, Rendered &out) {
  switch (type) {
    case EYAS_PT_BYTEBUF:
    case EYAS_PT_SOCKTUPLE:
    case EYAS_PT_FDLIST:
    case EYAS_PT_DYN:
      out.plain = "NULL";
      return;
    default:
      out.plain = "<NA>";
  }
}

}  // namespace

const char *error_name(int64_t error) {
  constexpr int64_t known = sizeof eyas_errors / sizeof *eyas_errors;
  return error > 0 && error < known && eyas_errors[error] ? eyas_errors[error] : "";
}

void render(const Machine &machine, const Event &event, uint32_t i, Rendered &out, bool is_shown) {
  out.plain.clear();
  out.meaning.clear();
  const eyas_capture_parameter &parameter = event.info->parameters[i];
  Bytes bytes = event.at(i);
  uint8_t type = parameter.type, format = parameter.format;
  const bool is_text = type == EYAS_PT_CHARBUF || type == EYAS_PT_FSPATH || type == EYAS_PT_FSRELPATH;
  if (bytes.empty() && !is_text) return render_empty(type, out);
  if (type == EYAS_PT_DYN && parameter.names != 0) {
    const eyas_variant_table &table = eyas_variant_tables[parameter.names];
    const uint8_t variant = bytes.data[0];
    if (variant < table.count) {
      type = table.types[variant].type;
      bytes = {bytes.data + 1, bytes.size - 1};
    }
  }
  const eyas_flag_table &flags = eyas_flag_tables[parameter.names < sizeof eyas_flag_tables / sizeof *eyas_flag_tables ? parameter.names : 0];
  switch (type) {
    case EYAS_PT_INT16:
      out.plain = number(format, bytes.as<uint16_t>(), bytes.as<int16_t>(), true);
      return;
    case EYAS_PT_INT32:
      out.plain = number(format, bytes.as<uint32_t>(), bytes.as<int32_t>(), true);
      return;
    case EYAS_PT_INT64:
      out.plain = number(format, bytes.as<uint64_t>(), bytes.as<int64_t>(), true);
      return;
    case EYAS_PT_UINT8:
      out.plain = number(format, bytes.as<uint8_t>(), 0, false);
      return;
    case EYAS_PT_UINT16:
    case EYAS_PT_PORT:
      out.plain = number(format, bytes.as<uint16_t>(), 0, false);
      return;
    case EYAS_PT_UINT32:
    case EYAS_PT_SIGSET:
      // Falco prints all but the shortest as signed.
      out.plain = number(format, bytes.as<uint32_t>(), bytes.as<int32_t>(), true);
      return;
    case EYAS_PT_UINT64:
      out.plain = number(format, bytes.as<uint64_t>(), bytes.as<int64_t>(), true);
      return;
    case EYAS_PT_FD:
      return render_descriptor(machine, bytes.as<int64_t>(), out);
    case EYAS_PT_PID: {
      out.plain = std::to_string(bytes.as<int64_t>());
      if (const Thread *thread = machine.threads.find(bytes.as<int64_t>())) out.meaning = thread->comm;
      return;
    }
    case EYAS_PT_ERRNO:
      out.plain = std::to_string(bytes.as<int64_t>());
      if (bytes.as<int64_t>() < 0) out.meaning = error_name(-bytes.as<int64_t>());
      return;
    case EYAS_PT_CHARBUF:
      out.plain = type == parameter.type ? event.text(i) : bytes.text();
      return;
    case EYAS_PT_FSPATH:
    case EYAS_PT_FSRELPATH:
      return render_path(machine, event, i, out);
    case EYAS_PT_BYTEBUF:
      out.plain = is_shown && machine.shows_base64 ? base64(bytes.all()) : dotted(bytes.all());
      return;
    case EYAS_PT_SOCKADDR:
      out.plain = address_name(bytes);
      return;
    case EYAS_PT_SOCKTUPLE:
      out.plain = tuple_name(bytes);
      return;
    case EYAS_PT_FDLIST:
      return render_list(machine, bytes, out);
    case EYAS_PT_SYSCALLID: {
      const uint16_t id = bytes.as<uint16_t>();
      constexpr size_t known = sizeof eyas_syscalls / sizeof *eyas_syscalls;
      out.plain = std::to_string(id);
      out.meaning = id < known ? eyas_syscalls[id].name : "<unknown>";
      return;
    }
    case EYAS_PT_SIGTYPE: {
      const uint8_t signal = bytes.as<uint8_t>();
      out.plain = std::to_string(signal);
      for (uint32_t k = 0; k < eyas_signals.count; k++)
        if (eyas_signals.flags[k].value == signal) out.meaning = eyas_signals.flags[k].name;
      return;
    }
    case EYAS_PT_RELTIME: {
      const uint64_t ns = bytes.as<uint64_t>();
      if (ns == UINT64_MAX) {
        out.plain = "none";
        return;
      }
      out.plain = std::to_string(ns);
      char text[32];
      snprintf(text, sizeof text, "%lgs", static_cast<double>(ns) / 1000000000);
      out.meaning = text;
      return;
    }
    case EYAS_PT_ABSTIME:
      return render_time(bytes.as<uint64_t>(), out);
    case EYAS_PT_FLAGS8:
    case EYAS_PT_FLAGS16:
    case EYAS_PT_FLAGS32:
      return render_flags(flags, flag_bits(type, bytes), false, out);
    case EYAS_PT_ENUMFLAGS8:
    case EYAS_PT_ENUMFLAGS16:
    case EYAS_PT_ENUMFLAGS32:
      return render_flags(flags, flag_bits(type, bytes), true, out);
    case EYAS_PT_MODE:
      return render_mode(flags, format, bytes.as<uint32_t>(), out);
    case EYAS_PT_UID:
      return render_account(machine, bytes.as<uint32_t>(), true, out);
    case EYAS_PT_GID:
      return render_account(machine, bytes.as<uint32_t>(), false, out);
    default:
      out.plain = dotted(bytes.all());
  }
}

void render_all(const Machine &machine, const Event &event, std::string &out) {
  out.clear();
  if (event.code() == EYAS_CODE_SYSCALL) return;
  Rendered one;
  for (uint32_t i = 0; i < event.count && i < event.info->count; i++) {
    render(machine, event, i, one, true);
    if (i > 0) out += ' ';
    out += event.info->parameters[i].name;
    out += '=';
    out += one.plain;
    if (one.meaning.empty()) continue;
    out += '(';
    out += one.meaning;
    out += ')';
  }
}

}  // namespace eyas::scap
