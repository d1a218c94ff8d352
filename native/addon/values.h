// Values between JavaScript and C++. A failed conversion throws Fault, which the door of the addon turns into an Error.
#pragma once
#include <node_api.h>

#include <cstdint>
#include <string>
#include <vector>

#include "fault.h"

namespace eyas {

inline void check(napi_status status, const char *what) {
  if (status != napi_ok) throw Fault("NATIVE_ARGUMENT", what);
}

inline napi_value text_value(napi_env env, const std::string &text) {
  napi_value value;
  check(napi_create_string_utf8(env, text.data(), text.size(), &value), "text");
  return value;
}

inline napi_value number_value(napi_env env, double number) {
  napi_value value;
  check(napi_create_double(env, number, &value), "number");
  return value;
}

inline napi_value bigint_value(napi_env env, uint64_t number) {
  napi_value value;
  check(napi_create_bigint_uint64(env, number, &value), "bigint");
  return value;
}

inline napi_value truth_value(napi_env env, bool truth) {
  napi_value value;
  check(napi_get_boolean(env, truth, &value), "boolean");
  return value;
}

inline napi_value nothing(napi_env env) {
  napi_value value;
  check(napi_get_undefined(env, &value), "undefined");
  return value;
}

inline napi_value object_value(napi_env env) {
  napi_value value;
  check(napi_create_object(env, &value), "object");
  return value;
}

inline void put(napi_env env, napi_value object, const char *name, napi_value value) {
  check(napi_set_named_property(env, object, name, value), name);
}

inline napi_value member(napi_env env, napi_value object, const char *name) {
  napi_value value;
  check(napi_get_named_property(env, object, name, &value), name);
  return value;
}

inline double to_number(napi_env env, napi_value value, const char *what) {
  double number;
  check(napi_get_value_double(env, value, &number), what);
  return number;
}

inline uint64_t to_bits(napi_env env, napi_value value, const char *what) {
  uint64_t bits;
  bool lossless;
  check(napi_get_value_bigint_uint64(env, value, &bits, &lossless), what);
  return bits;
}

inline bool to_truth(napi_env env, napi_value value, const char *what) {
  bool truth;
  check(napi_get_value_bool(env, value, &truth), what);
  return truth;
}

inline std::string to_text(napi_env env, napi_value value, const char *what) {
  size_t length = 0;
  check(napi_get_value_string_utf8(env, value, nullptr, 0, &length), what);
  std::string text(length, '\0');
  check(napi_get_value_string_utf8(env, value, text.data(), length + 1, &length), what);
  return text;
}

struct Bytes {
  uint8_t *data;
  size_t size;
};

// The memory behind an ArrayBuffer or any typed array.
inline Bytes to_bytes(napi_env env, napi_value value) {
  void *data = nullptr;
  size_t length = 0;
  if (napi_get_arraybuffer_info(env, value, &data, &length) == napi_ok) return {static_cast<uint8_t *>(data), length};
  napi_typedarray_type type;
  check(napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr), "an ArrayBuffer or typed array");
  switch (type) {
    case napi_int8_array:
    case napi_uint8_array:
    case napi_uint8_clamped_array:
      return {static_cast<uint8_t *>(data), length};
    case napi_int16_array:
    case napi_uint16_array:
      return {static_cast<uint8_t *>(data), length * 2};
    case napi_int32_array:
    case napi_uint32_array:
    case napi_float32_array:
      return {static_cast<uint8_t *>(data), length * 4};
    default:
      return {static_cast<uint8_t *>(data), length * 8};
  }
}

// Throws what JavaScript gets of a fault.
inline void raise(napi_env env, const Fault &fault) {
  napi_value error;
  if (napi_create_error(env, text_value(env, fault.code), text_value(env, fault.what()), &error) != napi_ok) return;
  for (const auto &[name, value] : fault.properties) put(env, error, name.c_str(), text_value(env, value));
  napi_throw(env, error);
}

}  // namespace eyas
