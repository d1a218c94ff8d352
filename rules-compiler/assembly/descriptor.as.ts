/** fd.*: of an event that acts on a descriptor or a path. */
import * as layout from './layout';
import { DESCRIPTOR_PATH, DESCRIPTOR_RESOLVED } from './memory-map';
import { text, column, addressOf, lengthOf } from './text';
import { addByte, addDigits, addText, beginText, endText } from './scratch';
import { addAddress } from './address';

const FILE: u8 = 0x66;
const DIRECTORY: u8 = 0x64;
const V4: u8 = 0x34;
const V6: u8 = 0x36;
const SLASH: u8 = 0x2f;

/** The family of descriptors that a capture has a number of, but nothing else. */
const UNKNOWN: u8 = 0xff;

/** The column that the name of a file is read from, set before anything reads it; a second verdict reads another. */
let nameAt: usize = 0;

/** From here on files have the names that were asked for. */
export function nameAsAsked(): void {
  nameAt = DESCRIPTOR_PATH;
}

/** From here on files have the names that the kernel resolved. */
export function nameAsResolved(): void {
  nameAt = DESCRIPTOR_RESOLVED;
}

/** Whether the call had, or made, a descriptor. */
@inline export function has_fd(e: usize): bool {
  return layout.descriptor_fd(e) >= 0 && layout.descriptor_family(e) != UNKNOWN;
}

@inline export function isInternet(e: usize): bool {
  const kind = layout.descriptor_kind(e);
  return kind == V4 || kind == V6;
}

/** Whether the event names a path that is the same as asked and made absolute, byte for byte in one place. */
@inline export function isAsAsked(e: usize): bool {
  if (isInternet(e) || nameAt != DESCRIPTOR_PATH) return false;
  return layout.descriptor_path_pointer(e) == layout.descriptor_name_raw_pointer(e);
}

/** fd.typechar: of a kind that is not known, `o`. */
@inline export function kindOf(e: usize): u8 {
  const kind = layout.descriptor_kind(e);
  return kind == 0 ? 0x6f : kind;
}

/** Whether the descriptor is a socket with two ends on the internet. */
@inline export function has_ends(e: usize): bool {
  return has_fd(e) && isInternet(e);
}

@inline export function isServer(e: usize): bool {
  return (layout.descriptor_fd_flags(e) & layout.DESCRIPTOR_SERVER) != 0;
}

/** Captures: whether the one end is known to be the client's and the other the server's. */
export function has_roles(e: usize): bool {
  return (
    has_ends(e) && (layout.descriptor_fd_flags(e) & (layout.DESCRIPTOR_UNDIRECTED | layout.DESCRIPTOR_LISTENING)) == 0
  );
}

/** Captures: whether there is a server's end, be it of a socket that listens. */
export function has_server(e: usize): bool {
  return has_ends(e) && (layout.descriptor_fd_flags(e) & layout.DESCRIPTOR_UNDIRECTED) == 0;
}

export function fd_lip(e: usize): usize {
  return has_ends(e) ? layout.descriptor_local_address_pointer(e) : 0;
}

export function fd_rip(e: usize): usize {
  return has_ends(e) ? layout.descriptor_remote_address_pointer(e) : 0;
}

export function fd_cip(e: usize): usize {
  return isServer(e) ? fd_rip(e) : fd_lip(e);
}

export function fd_sip(e: usize): usize {
  return isServer(e) ? fd_lip(e) : fd_rip(e);
}

@inline export function fd_cport(e: usize): u64 {
  return isServer(e) ? layout.descriptor_remote_port(e) : layout.descriptor_local_port(e);
}

@inline export function fd_sport(e: usize): u64 {
  return isServer(e) ? layout.descriptor_local_port(e) : layout.descriptor_remote_port(e);
}

function addEnd(address: usize, port: u32): void {
  addAddress(address);
  addByte(0x3a);
  addDigits(port, 10, 1);
}

/** Both ends, the client's first: `10.0.0.1:4000->10.0.0.2:443`. */
export function tuple(e: usize): u64 {
  const start = beginText();
  const local = layout.descriptor_local_address_pointer(e);
  const remote = layout.descriptor_remote_address_pointer(e);
  const server = isServer(e);
  addEnd(server ? remote : local, <u32>fd_cport(e));
  addByte(0x2d);
  addByte(0x3e);
  addEnd(server ? local : remote, <u32>fd_sport(e));
  return endText(start);
}

/** The path of a file or a socket. */
@inline export function fd_path(e: usize): u64 {
  return column(e, nameAt);
}

export function fd_name(e: usize): u64 {
  const named = fd_path(e);
  // Captures have names of sockets as their first event gave them.
  if (named != 0 || !isInternet(e)) return named;
  return has_fd(e) ? tuple(e) : 0;
}

/** Where the last slash stands; -1 if there is none. */
function lastSlash(t: u64): i32 {
  let at = <i32>lengthOf(t) - 1;
  while (at >= 0 && load<u8>(addressOf(t) + at) != SLASH) at--;
  return at;
}

export function fd_directory(e: usize, root: u64): u64 {
  const kind = layout.descriptor_kind(e);
  const name = fd_path(e);
  if (name == 0 || (has_fd(e) && kind != FILE && kind != DIRECTORY)) return 0;
  if (has_fd(e) && kind == DIRECTORY) return name;
  const slash = lastSlash(name);
  if (slash <= 0) return root;
  return slash < <i32>lengthOf(name) - 1 ? text(addressOf(name), slash) : name;
}

export function fd_filename(e: usize, root: u64): u64 {
  const name = fd_path(e);
  if (name == 0 || !has_fd(e) || layout.descriptor_kind(e) != FILE) return 0;
  const slash = lastSlash(name);
  if (slash < 0) return root;
  const behind = <u32>(slash + 1);
  return behind < lengthOf(name) ? text(addressOf(name) + behind, lengthOf(name) - behind) : name;
}

/** As asked, doubled slashes made one. */
export function fd_nameraw(e: usize): u64 {
  const raw = layout.descriptor_name_raw_pointer(e);
  if (raw == 0) return 0;
  const length = layout.descriptor_name_raw_length(e);
  let at: u32 = 1;
  while (at < length && !(load<u8>(raw + at) == SLASH && load<u8>(raw + at - 1) == SLASH)) at++;
  if (at >= length) return text(raw, length);
  const start = beginText();
  for (let i: u32 = 0; i < length; i++) {
    if (i == 0 || load<u8>(raw + i) != SLASH || load<u8>(raw + i - 1) != SLASH) addByte(load<u8>(raw + i));
  }
  return endText(start);
}

export function fd_uid(e: usize): u64 {
  const start = beginText();
  addDigits(layout.header_tid(e), 10, 1);
  const fd = layout.descriptor_fd(e);
  if (fd < 0) addByte(0x2d);
  addDigits(fd < 0 ? <u64>-fd : <u64>fd, 10, 1);
  return endText(start);
}

/** `container:text`, where the host has no name. */
export function contained(container: u64, t: u64): u64 {
  if (t == 0) return 0;
  const start = beginText();
  addText(container);
  addByte(0x3a);
  addText(t);
  return endText(start);
}

/** `<f>/etc/passwd`: how evt.arg prints a descriptor. */
export function described(e: usize): u64 {
  const kind = layout.descriptor_kind(e);
  const start = beginText();
  if (kind != 0) {
    addByte(0x3c);
    addByte(kind);
    if (kind == V4 || kind == V6) {
      const protocol = layout.descriptor_l4_protocol(e);
      if (protocol == 6) addByte(0x74);
      if (protocol == 17) addByte(0x75);
    }
    addByte(0x3e);
  }
  const name = isInternet(e) ? tuple(e) : fd_path(e);
  // The tuple was put together in between; only its own bytes follow the kind.
  if (isInternet(e)) return endText(start);
  addText(name);
  return endText(start);
}

/** The local end alone, as of a socket that is bound. */
export function localEnd(e: usize): u64 {
  const start = beginText();
  addEnd(layout.descriptor_local_address_pointer(e), layout.descriptor_local_port(e));
  return endText(start);
}

/** The remote end alone: `203.0.113.5:443`. */
export function remoteEnd(e: usize): u64 {
  const start = beginText();
  addEnd(layout.descriptor_remote_address_pointer(e), layout.descriptor_remote_port(e));
  return endText(start);
}
