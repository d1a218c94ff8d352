// Tells the event loop that runs this addon when the ring becomes readable.
//
// libuv's functions are part of every node binary and its ABI is stable within version 1, but its headers are not part
// of node-api-headers; the few that are needed are declared in wakeup.cc, with handles of the size that libuv says.
#pragma once
#include <node_api.h>

namespace eyas {

class Wakeup {
 public:
  // Watches a descriptor that poll(2) knows; `callback` runs once for each start().
  static Wakeup *create(napi_env env, int descriptor, napi_value callback);
  void start();
  void stop();
  // Ends it; the memory goes when the loop has let go of the handle.
  void close();

 private:
  Wakeup(napi_env env) : env_(env) {}
  static void on_readable(void *handle, int status, int events);
  static void on_closed(void *handle);
  static void on_exit(napi_async_cleanup_hook_handle hook, void *data);

  napi_env env_;
  void *handle_ = nullptr;
  napi_ref callback_ = nullptr;
  napi_async_context context_ = nullptr;
  napi_async_cleanup_hook_handle hook_ = nullptr;
  bool closing_ = false;
};

}  // namespace eyas
