// The door of the addon that reads captures: one class, ScapReader, which native/scap-reader.ts calls and documents. It needs
// nothing of the kernel, so that captures can be read everywhere.
#include <node_api.h>

#include <memory>
#include <new>

#include "../addon/values.h"
#include "reader.h"

namespace eyas {
namespace {

struct Handle {
  std::unique_ptr<scap::Reader> reader;
};

struct Call {
  napi_env env;
  Handle *handle;
  napi_value arguments[3];
};

// Wraps a function of (Call) as a method. Files may ask for any amount of memory: there being none is a fault like others.
template <napi_value (*method)(Call &)>
napi_value door(napi_env env, napi_callback_info info) {
  Call call = {env, nullptr, {}};
  size_t count = 3;
  napi_value self;
  try {
    check(napi_get_cb_info(env, info, &count, call.arguments, &self, nullptr), "arguments");
    check(napi_unwrap(env, self, reinterpret_cast<void **>(&call.handle)), "called on something else");
    if (!call.handle->reader) throw Fault("SCAP_CLOSED", "the capture is closed");
    return method(call);
  } catch (const Fault &fault) {
    raise(env, fault);
  } catch (const std::bad_alloc &) {
    raise(env, Fault("SCAP_MEMORY", "there is not enough memory to read the capture"));
  }
  return nullptr;
}

template <typename T>
std::vector<T> numbers(napi_env env, napi_value given, const char *name) {
  const Bytes bytes = to_bytes(env, member(env, given, name));
  if (bytes.size % sizeof(T) != 0) throw Fault("NATIVE_ARGUMENT", name);
  std::vector<T> list(bytes.size / sizeof(T));
  std::memcpy(list.data(), bytes.data, bytes.size);
  return list;
}

scap::Wants to_wants(napi_env env, napi_value given) {
  scap::Wants wants;
  wants.records = numbers<uint8_t>(env, given, "records");
  wants.slots.resize(EYAS_RECORD_CODES);
  for (const uint32_t pair : numbers<uint32_t>(env, given, "slots"))
    if (pair >> 16 < EYAS_RECORD_CODES) wants.slots[pair >> 16].push_back(pair & 0xffff);
  wants.arguments = numbers<uint64_t>(env, given, "arguments");
  wants.raw_arguments = numbers<uint64_t>(env, given, "rawArguments");
  wants.connected = to_truth(env, member(env, given, "connected"), "connected");
  wants.memory = to_truth(env, member(env, given, "memory"), "memory");
  wants.base64 = to_truth(env, member(env, given, "base64"), "base64");
  wants.records.resize(EYAS_RECORD_CODES);
  wants.arguments.resize(EYAS_RECORD_CODES);
  wants.raw_arguments.resize(EYAS_RECORD_CODES);
  return wants;
}

napi_value construct(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value self, given[2];
  try {
    check(napi_get_cb_info(env, info, &count, given, &self, nullptr), "arguments");
    auto handle = std::make_unique<Handle>();
    handle->reader = std::make_unique<scap::Reader>(to_text(env, given[0], "path"), to_wants(env, given[1]));
    check(napi_wrap(env, self, handle.get(), [](napi_env, void *data, void *) { delete static_cast<Handle *>(data); }, nullptr, nullptr),
          "wrap");
    handle.release();
    return self;
  } catch (const Fault &fault) {
    raise(env, fault);
  } catch (const std::bad_alloc &) {
    raise(env, Fault("SCAP_MEMORY", "there is not enough memory to read the capture"));
  }
  return nullptr;
}

napi_value read_into(Call &call) {
  const Bytes target = to_bytes(call.env, call.arguments[0]);
  const auto offset = static_cast<size_t>(to_number(call.env, call.arguments[1], "offset"));
  const auto capacity = static_cast<size_t>(to_number(call.env, call.arguments[2], "capacity"));
  if (offset > target.size || capacity > target.size - offset) throw Fault("NATIVE_ARGUMENT", "a target that is not within the memory");
  return number_value(call.env, static_cast<double>(call.handle->reader->read_into(target.data + offset, capacity)));
}

napi_value status(Call &call) {
  const scap::Reader &reader = *call.handle->reader;
  napi_value object = object_value(call.env);
  put(call.env, object, "complete", truth_value(call.env, reader.is_complete()));
  put(call.env, object, "fault", text_value(call.env, reader.fault()));
  put(call.env, object, "faultOffset", number_value(call.env, static_cast<double>(reader.fault_offset())));
  put(call.env, object, "events", number_value(call.env, static_cast<double>(reader.events())));
  put(call.env, object, "emitted", number_value(call.env, static_cast<double>(reader.emitted())));
  put(call.env, object, "ofPlugins", number_value(call.env, static_cast<double>(reader.of_plugins())));
  put(call.env, object, "stateNs", number_value(call.env, static_cast<double>(reader.state_ns())));
  put(call.env, object, "firstNs", bigint_value(call.env, reader.first_ns()));
  put(call.env, object, "lastNs", bigint_value(call.env, reader.last_ns()));
  put(call.env, object, "hostname", text_value(call.env, reader.machine().hostname));
  put(call.env, object, "fileBytes", number_value(call.env, static_cast<double>(reader.input().file_bytes())));
  put(call.env, object, "fileOffset", number_value(call.env, static_cast<double>(reader.input().file_offset())));
  return object;
}

napi_value close(Call &call) {
  call.handle->reader.reset();
  return nothing(call.env);
}

napi_property_descriptor method(const char *name, napi_callback callback) {
  return {name, nullptr, callback, nullptr, nullptr, nullptr, napi_default_method, nullptr};
}

}  // namespace
}  // namespace eyas

NAPI_MODULE_INIT() {
  using namespace eyas;
  const napi_property_descriptor methods[] = {
      method("readInto", door<read_into>),
      method("status", door<status>),
      method("close", door<close>),
  };
  napi_value type;
  if (napi_define_class(env, "ScapReader", NAPI_AUTO_LENGTH, construct, nullptr, sizeof methods / sizeof *methods, methods, &type) != napi_ok ||
      napi_set_named_property(env, exports, "ScapReader", type) != napi_ok)
    napi_throw_error(env, "NATIVE_LOAD_FAILED", "the addon cannot set up its exports");
  return exports;
}
