// The door of the addon: one class, Capture, whose methods native/index.ts calls and documents.
#include <node_api.h>

#include <cstring>
#include <memory>
#include <string>

#include "confine.h"
#include "memory.h"
#include "probe.h"
#include "programs.h"
#include "records.h"
#include "ring.h"
#include "snapshot.h"
#include "values.h"
#include "wakeup.h"

namespace eyas {
namespace {

struct Capture {
  std::unique_ptr<Programs> programs;
  std::unique_ptr<Ring> ring;
  std::unique_ptr<Snapshot> snapshot;
  Wakeup *wakeup = nullptr;

  void close() {
    if (wakeup) wakeup->close();
    wakeup = nullptr;
    snapshot.reset();
    ring.reset();
    programs.reset();
  }
};

struct Call {
  napi_env env;
  Capture *capture;
  napi_value arguments[4];
};

// Wraps a function of (Call) as a method: unpacks, and turns faults into errors.
template <napi_value (*method)(Call &)>
napi_value door(napi_env env, napi_callback_info info) {
  Call call = {env, nullptr, {}};
  size_t count = 4;
  napi_value self;
  try {
    check(napi_get_cb_info(env, info, &count, call.arguments, &self, nullptr), "arguments");
    check(napi_unwrap(env, self, reinterpret_cast<void **>(&call.capture)), "called on something else");
    if (!call.capture->programs) throw Fault("NATIVE_CLOSED", "the source is closed");
    return method(call);
  } catch (const Fault &fault) {
    raise(env, fault);
    return nullptr;
  }
}

LoadOptions load_options(napi_env env, napi_value given) {
  LoadOptions options = {};
  options.object_path = to_text(env, member(env, given, "objectPath"), "objectPath");
  options.ring_bytes = static_cast<uint32_t>(to_number(env, member(env, given, "ringBytes"), "ringBytes"));
  options.settings.want_environment = to_truth(env, member(env, given, "wantEnv"), "wantEnv");
  options.settings.v1_controllers = static_cast<uint32_t>(to_number(env, member(env, given, "v1Controllers"), "v1Controllers"));
  options.settings.watermark[EYAS_CLASS_READ] = static_cast<uint64_t>(options.ring_bytes) * 60 / 100;
  options.settings.watermark[EYAS_CLASS_OTHER] = static_cast<uint64_t>(options.ring_bytes) * 75 / 100;
  options.settings.watermark[EYAS_CLASS_PROCESS] = options.ring_bytes;
  if (!to_truth(env, member(env, given, "iterators"), "iterators")) options.without.push_back("eyas_seed");
  if (!to_truth(env, member(env, given, "rings"), "rings"))
    options.without.insert(options.without.end(), {"eyas_ring_submit", "eyas_ring_complete"});
  return options;
}

napi_value construct(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value self, given;
  try {
    check(napi_get_cb_info(env, info, &count, &given, &self, nullptr), "options");
    const LoadOptions options = load_options(env, given);
    auto capture = std::make_unique<Capture>();
    capture->programs = std::make_unique<Programs>(options);
    capture->ring = std::make_unique<Ring>(capture->programs->ring_descriptor(), options.ring_bytes);
    check(napi_wrap(env, self, capture.get(),
                    [](napi_env, void *data, void *) {
                      static_cast<Capture *>(data)->close();
                      delete static_cast<Capture *>(data);
                    },
                    nullptr, nullptr),
          "wrap");
    capture.release();
    return self;
  } catch (const Fault &fault) {
    raise(env, fault);
    return nullptr;
  }
}

napi_value attach(Call &call) {
  call.capture->programs->attach(to_text(call.env, call.arguments[0], "program"));
  return nothing(call.env);
}

napi_value detach(Call &call) {
  call.capture->programs->detach(to_text(call.env, call.arguments[0], "program"));
  return nothing(call.env);
}

napi_value set_family(Call &call) {
  call.capture->programs->set_family(static_cast<uint32_t>(to_number(call.env, call.arguments[0], "type")),
                                     to_text(call.env, call.arguments[1], "program"));
  return nothing(call.env);
}

void overwrite(Call &call, void *target, size_t size) {
  const Bytes bytes = to_bytes(call.env, call.arguments[0]);
  if (bytes.size != size) throw Fault("NATIVE_ARGUMENT", "a table of another size than the programs have");
  std::memcpy(target, bytes.data, size);
}

napi_value set_interest(Call &call) {
  overwrite(call, call.capture->programs->control().interest, sizeof(eyas_control::interest));
  return nothing(call.env);
}

napi_value set_own(Call &call) {
  overwrite(call, call.capture->programs->control().own, sizeof(eyas_control::own));
  return nothing(call.env);
}

napi_value set_filter(Call &call) {
  const Bytes bytes = to_bytes(call.env, call.arguments[2]);
  eyas_filter filter;
  if (bytes.size != sizeof filter) throw Fault("NATIVE_ARGUMENT", "a filter of another size than the programs have");
  std::memcpy(&filter, bytes.data, sizeof filter);
  call.capture->programs->set_filter(static_cast<uint32_t>(to_number(call.env, call.arguments[0], "set")),
                                     static_cast<uint32_t>(to_number(call.env, call.arguments[1], "type")), filter);
  return nothing(call.env);
}

napi_value set_nodes(Call &call) {
  const Bytes bytes = to_bytes(call.env, call.arguments[1]);
  call.capture->programs->set_nodes(static_cast<uint32_t>(to_number(call.env, call.arguments[0], "set")), bytes.data, bytes.size);
  return nothing(call.env);
}

napi_value use_filters(Call &call) {
  volatile __u32 *filters = &call.capture->programs->control().filters;
  // What was written into the set comes before.
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  *filters = static_cast<__u32>(to_number(call.env, call.arguments[0], "epoch"));
  return nothing(call.env);
}

napi_value answer(Call &call) {
  const Bytes whole = to_bytes(call.env, call.arguments[0]);
  const double offset = to_number(call.env, call.arguments[1], "offset"), size = to_number(call.env, call.arguments[2], "bytes");
  if (offset < 0 || size < 0 || offset + size > static_cast<double>(whole.size))
    throw Fault("NATIVE_ARGUMENT", "the answers must lie within the buffer");
  call.capture->programs->answer(whole.data + static_cast<size_t>(offset), static_cast<size_t>(size));
  return nothing(call.env);
}

// The part of a buffer that the caller lets be written.
Bytes target_of(Call &call) {
  const Bytes whole = to_bytes(call.env, call.arguments[0]);
  const double offset = to_number(call.env, call.arguments[1], "offset"), capacity = to_number(call.env, call.arguments[2], "capacity");
  if (offset < 0 || capacity < EYAS_MAX_RECORD_BYTES || offset + capacity > static_cast<double>(whole.size))
    throw Fault("NATIVE_ARGUMENT", "the target must lie within the buffer and have room for a record of 65536 bytes");
  return {whole.data + static_cast<size_t>(offset), static_cast<size_t>(capacity)};
}

napi_value drain_into(Call &call) {
  const Bytes target = target_of(call);
  return number_value(call.env, static_cast<double>(call.capture->ring->drain(target.data, target.size)));
}

napi_value snapshot_into(Call &call) {
  const Bytes target = target_of(call);
  auto &snapshot = call.capture->snapshot;
  if (!snapshot) snapshot = std::make_unique<Snapshot>(call.capture->programs->iterate("eyas_seed"));
  napi_value result = object_value(call.env);
  put(call.env, result, "bytes", number_value(call.env, static_cast<double>(snapshot->read_into(target.data, target.size))));
  put(call.env, result, "complete", truth_value(call.env, snapshot->is_complete()));
  if (snapshot->is_complete()) snapshot.reset();
  return result;
}

napi_value count(Call &call) {
  const uint32_t type = static_cast<uint32_t>(to_number(call.env, call.arguments[0], "type"));
  // Before what was submitted, so that it is never more.
  const uint64_t drained = call.capture->ring->drained(type);
  const eyas_count sum = call.capture->programs->count(type);
  napi_value result = object_value(call.env);
  const auto tell = [&](const char *name, __u64 value) { put(call.env, result, name, number_value(call.env, static_cast<double>(value))); };
  tell("seen", sum.seen);
  tell("filtered", sum.filtered);
  tell("own", sum.own);
  tell("submitted", sum.submitted);
  tell("droppedFull", sum.dropped_full);
  tell("droppedWatermark", sum.dropped_watermark);
  tell("unmapped", sum.unmapped);
  tell("drained", drained);
  return result;
}

napi_value drops(Call &call) {
  const __u64 now = __atomic_load_n(&call.capture->programs->control().drops, __ATOMIC_RELAXED);
  return number_value(call.env, static_cast<double>(now));
}

napi_value hooks(Call &call) {
  napi_value result = object_value(call.env);
  for (const auto &[name, count] : call.capture->programs->hooks()) {
    napi_value row = object_value(call.env);
    put(call.env, row, "attached", truth_value(call.env, count.attached));
    put(call.env, row, "runs", number_value(call.env, static_cast<double>(count.runs)));
    put(call.env, row, "nanoseconds", number_value(call.env, static_cast<double>(count.nanoseconds)));
    put(call.env, row, "skipped", number_value(call.env, static_cast<double>(count.skipped)));
    put(call.env, result, name.c_str(), row);
  }
  return result;
}

napi_value watch(Call &call) {
  if (call.capture->wakeup) throw Fault("NATIVE_ARGUMENT", "the source is watched already");
  call.capture->wakeup = Wakeup::create(call.env, call.capture->programs->ring_descriptor(), call.arguments[0]);
  return nothing(call.env);
}

// Asks to be woken by the next event. False, and nothing is armed, if one is there already.
napi_value arm(Call &call) {
  volatile __u32 *armed = &call.capture->programs->control().armed;
  if (!call.capture->wakeup) throw Fault("NATIVE_ARGUMENT", "the source is not watched");
  *armed = 1;
  if (call.capture->ring->is_readable()) {
    *armed = 0;
    return truth_value(call.env, false);
  }
  call.capture->wakeup->start();
  return truth_value(call.env, true);
}

napi_value close(Call &call) {
  call.capture->close();
  return nothing(call.env);
}

napi_value probe_all(napi_env env, napi_callback_info) {
  napi_value list;
  try {
    check(napi_create_array(env, &list), "array");
    uint32_t index = 0;
    for (const Probe &probe : probe_kernel()) {
      napi_value row = object_value(env);
      put(env, row, "feature", text_value(env, probe.feature));
      put(env, row, "error", text_value(env, probe.error));
      check(napi_set_element(env, list, index++, row), "row");
    }
    return list;
  } catch (const Fault &fault) {
    raise(env, fault);
    return nullptr;
  }
}

napi_value boot_time(napi_env env, napi_callback_info) {
  try {
    return bigint_value(env, wall_clock_offset());
  } catch (const Fault &fault) {
    raise(env, fault);
    return nullptr;
  }
}

napi_value count_all_runs(napi_env env, napi_callback_info) {
  try {
    return number_value(env, count_runs());
  } catch (const Fault &fault) {
    raise(env, fault);
    return nullptr;
  }
}

napi_value release(napi_env env, napi_callback_info) {
  try {
    release_memory();
    return nothing(env);
  } catch (const Fault &fault) {
    raise(env, fault);
    return nullptr;
  }
}

// Calls with a set of capabilities as a bigint.
template <void (*change)(Capabilities)>
napi_value with_capabilities(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value given;
  try {
    check(napi_get_cb_info(env, info, &count, &given, nullptr, nullptr), "arguments");
    change(to_bits(env, given, "capabilities"));
    return nothing(env);
  } catch (const Fault &fault) {
    raise(env, fault);
    return nullptr;
  }
}

bool add_function(napi_env env, napi_value exports, const char *name, napi_callback callback) {
  napi_value function;
  return napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function) == napi_ok &&
         napi_set_named_property(env, exports, name, function) == napi_ok;
}

napi_property_descriptor method(const char *name, napi_callback callback) {
  return {name, nullptr, callback, nullptr, nullptr, nullptr, napi_default_method, nullptr};
}

}  // namespace
}  // namespace eyas

NAPI_MODULE_INIT() {
  using namespace eyas;
  const napi_property_descriptor methods[] = {
      method("attach", door<attach>),
      method("detach", door<detach>),
      method("setFamily", door<set_family>),
      method("setInterest", door<set_interest>),
      method("setOwn", door<set_own>),
      method("setFilter", door<set_filter>),
      method("setNodes", door<set_nodes>),
      method("useFilters", door<use_filters>),
      method("answer", door<answer>),
      method("drainInto", door<drain_into>),
      method("snapshotInto", door<snapshot_into>),
      method("count", door<count>),
      method("drops", door<drops>),
      method("hooks", door<hooks>),
      method("watch", door<watch>),
      method("arm", door<arm>),
      method("close", door<close>),
  };
  napi_value type;
  if (napi_define_class(env, "Capture", NAPI_AUTO_LENGTH, construct, nullptr, sizeof methods / sizeof *methods, methods, &type) != napi_ok ||
      napi_set_named_property(env, exports, "Capture", type) != napi_ok ||
      !add_function(env, exports, "probe", probe_all) || !add_function(env, exports, "bootTimeNs", boot_time) ||
      !add_function(env, exports, "countRuns", count_all_runs) || !add_function(env, exports, "releaseMemory", release) ||
      !add_function(env, exports, "confine", with_capabilities<confine>) ||
      !add_function(env, exports, "confineChildren", with_capabilities<confine_children>))
    napi_throw_error(env, "NATIVE_LOAD_FAILED", "the addon cannot set up its exports");
  return exports;
}
