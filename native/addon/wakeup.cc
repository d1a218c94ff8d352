#include "wakeup.h"

#include <cstdlib>
#include <cstring>

#include "values.h"

extern "C" {
struct uv_loop_s;
size_t uv_handle_size(int type);
const char *uv_handle_type_name(int type);
void uv_handle_set_data(void *handle, void *data);
void *uv_handle_get_data(const void *handle);
int uv_poll_init(uv_loop_s *loop, void *handle, int descriptor);
int uv_poll_start(void *handle, int events, void (*callback)(void *handle, int status, int events));
int uv_poll_stop(void *handle);
void uv_close(void *handle, void (*callback)(void *handle));
}

namespace eyas {
namespace {

constexpr int uv_readable = 1;
constexpr int uv_handle_types = 18;

int poll_type() {
  for (int type = 1; type < uv_handle_types; type++) {
    const char *name = uv_handle_type_name(type);
    if (name && !std::strcmp(name, "poll")) return type;
  }
  throw Fault("NATIVE_LOOP", "this libuv has no poll handles");
}

}  // namespace

Wakeup *Wakeup::create(napi_env env, int descriptor, napi_value callback) {
  uv_loop_s *loop;
  check(napi_get_uv_event_loop(env, &loop), "event loop");
  auto *wakeup = new Wakeup(env);
  wakeup->handle_ = std::calloc(1, uv_handle_size(poll_type()));
  if (!wakeup->handle_ || uv_poll_init(loop, wakeup->handle_, descriptor)) {
    std::free(wakeup->handle_);
    delete wakeup;
    throw Fault("NATIVE_LOOP", "cannot poll the ring buffer");
  }
  uv_handle_set_data(wakeup->handle_, wakeup);
  check(napi_create_reference(env, callback, 1, &wakeup->callback_), "callback");
  check(napi_async_init(env, nullptr, text_value(env, "eyas"), &wakeup->context_), "context");
  check(napi_add_async_cleanup_hook(env, on_exit, wakeup, &wakeup->hook_), "cleanup hook");
  return wakeup;
}

void Wakeup::start() {
  if (!closing_ && uv_poll_start(handle_, uv_readable, on_readable)) throw Fault("NATIVE_LOOP", "cannot poll the ring buffer");
}

void Wakeup::stop() {
  if (!closing_) uv_poll_stop(handle_);
}

void Wakeup::close() {
  if (closing_) return;
  closing_ = true;
  napi_delete_reference(env_, callback_);
  napi_async_destroy(env_, context_);
  uv_close(handle_, on_closed);
}

void Wakeup::on_readable(void *handle, int, int) {
  auto *wakeup = static_cast<Wakeup *>(uv_handle_get_data(handle));
  wakeup->stop();
  napi_handle_scope scope;
  if (napi_open_handle_scope(wakeup->env_, &scope) != napi_ok) return;
  napi_value callback, receiver, result;
  // An exception in the callback is reported by node as uncaught; there is nobody here to hand it to.
  if (napi_get_reference_value(wakeup->env_, wakeup->callback_, &callback) == napi_ok &&
      napi_get_global(wakeup->env_, &receiver) == napi_ok &&
      napi_make_callback(wakeup->env_, wakeup->context_, receiver, callback, 0, nullptr, &result) == napi_pending_exception) {
    napi_value error;
    if (napi_get_and_clear_last_exception(wakeup->env_, &error) == napi_ok) napi_fatal_exception(wakeup->env_, error);
  }
  napi_close_handle_scope(wakeup->env_, scope);
}

void Wakeup::on_closed(void *handle) {
  auto *wakeup = static_cast<Wakeup *>(uv_handle_get_data(handle));
  napi_remove_async_cleanup_hook(wakeup->hook_);
  std::free(handle);
  delete wakeup;
}

void Wakeup::on_exit(napi_async_cleanup_hook_handle, void *data) { static_cast<Wakeup *>(data)->close(); }

}  // namespace eyas
