// Generated from schema/ by `npm run generate`; do not edit.
/** Where the columns of header end. */
export const HEADER_SIZE: u32 = 72;
/** Bytes of the whole record, a multiple of 8. */
@inline export function header_size(at: usize): u32 { return load<u32>(at, 0); }
@inline export function set_header_size(at: usize, value: u32): void { store<u32>(at, value, 0); }

/** Code of the event type, see events.ts. */
@inline export function header_type(at: usize): u16 { return load<u16>(at, 4); }
@inline export function set_header_type(at: usize, value: u16): void { store<u16>(at, value, 4); }

/** Bits of recordFlags. */
@inline export function header_flags(at: usize): u16 { return load<u16>(at, 6); }
@inline export function set_header_flags(at: usize, value: u16): void { store<u16>(at, value, 6); }

/** Wall clock, nanoseconds since 1970; in the ring, nanoseconds since boot. */
@inline export function header_timestamp_ns(at: usize): u64 { return load<u64>(at, 8); }
@inline export function set_header_timestamp_ns(at: usize, value: u64): void { store<u64>(at, value, 8); }

/** evt.num: counts events from 1 as they are taken from the ring. */
@inline export function header_number(at: usize): u64 { return load<u64>(at, 16); }
@inline export function set_header_number(at: usize, value: u64): void { store<u64>(at, value, 16); }

/** evt.rawres: what the system call returned; negative errno on failure. */
@inline export function header_result(at: usize): i64 { return load<i64>(at, 24); }
@inline export function set_header_result(at: usize, value: i64): void { store<i64>(at, value, 24); }

/** Start of the acting process (group leader), nanoseconds since boot; with pid its identity. */
@inline export function header_start_ns(at: usize): u64 { return load<u64>(at, 32); }
@inline export function set_header_start_ns(at: usize, value: u64): void { store<u64>(at, value, 32); }

/** Clauses of the kernel filter that let the event pass; all ones if there was no filter. */
@inline export function header_clauses(at: usize): u64 { return load<u64>(at, 40); }
@inline export function set_header_clauses(at: usize, value: u64): void { store<u64>(at, value, 40); }

/** Thread group id, in the initial namespace. */
@inline export function header_pid(at: usize): u32 { return load<u32>(at, 48); }
@inline export function set_header_pid(at: usize, value: u32): void { store<u32>(at, value, 48); }

/** Thread id, in the initial namespace. */
@inline export function header_tid(at: usize): u32 { return load<u32>(at, 52); }
@inline export function set_header_tid(at: usize, value: u32): void { store<u32>(at, value, 52); }

/** Effective user id of the thread. */
@inline export function header_uid(at: usize): u32 { return load<u32>(at, 56); }
@inline export function set_header_uid(at: usize, value: u32): void { store<u32>(at, value, 56); }

/** Effective group id of the thread. */
@inline export function header_gid(at: usize): u32 { return load<u32>(at, 60); }
@inline export function set_header_gid(at: usize, value: u32): void { store<u32>(at, value, 60); }

/** Address of the process record, set by the state module; 0 in the ring or if unknown. Of CAPTURED events its number. */
@inline export function header_process(at: usize): u32 { return load<u32>(at, 64); }
@inline export function set_header_process(at: usize, value: u32): void { store<u32>(at, value, 64); }

/** evt.cpu. */
@inline export function header_cpu(at: usize): u16 { return load<u16>(at, 68); }
@inline export function set_header_cpu(at: usize, value: u16): void { store<u16>(at, value, 68); }

/** Where the values lie that a capture supplies, from the start of the record; 0 if there are none. */
@inline export function header_supplied(at: usize): u16 { return load<u16>(at, 70); }
@inline export function set_header_supplied(at: usize, value: u16): void { store<u16>(at, value, 70); }

/** Where the columns of descriptor end. */
export const DESCRIPTOR_SIZE: u32 = 176;
/** fd.num: the descriptor, or -1 if the call made none. */
@inline export function descriptor_fd(at: usize): i32 { return load<i32>(at, 72); }
@inline export function set_descriptor_fd(at: usize, value: i32): void { store<i32>(at, value, 72); }

/** fd.typechar as a byte: 'f' file, 'd' directory, '4' IPv4, '6' IPv6, 'u' unix, …; 0 if there is none. */
@inline export function descriptor_kind(at: usize): u8 { return load<u8>(at, 76); }
@inline export function set_descriptor_kind(at: usize, value: u8): void { store<u8>(at, value, 76); }

/** IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_RAW or 0. */
@inline export function descriptor_l4_protocol(at: usize): u8 { return load<u8>(at, 77); }
@inline export function set_descriptor_l4_protocol(at: usize, value: u8): void { store<u8>(at, value, 77); }

/** AF_* of a socket, or 0. */
@inline export function descriptor_family(at: usize): u8 { return load<u8>(at, 78); }
@inline export function set_descriptor_family(at: usize, value: u8): void { store<u8>(at, value, 78); }

/** Bits of descriptorFlags. */
@inline export function descriptor_fd_flags(at: usize): u8 { return load<u8>(at, 79); }
@inline export function set_descriptor_fd_flags(at: usize, value: u8): void { store<u8>(at, value, 79); }

/** Device of the inode, in the encoding of stat(2) (new_encode_dev). */
@inline export function descriptor_device(at: usize): u32 { return load<u32>(at, 80); }
@inline export function set_descriptor_device(at: usize, value: u32): void { store<u32>(at, value, 80); }

/** fd.ino; 0 if none. */
@inline export function descriptor_inode(at: usize): u64 { return load<u64>(at, 88); }
@inline export function set_descriptor_inode(at: usize, value: u64): void { store<u64>(at, value, 88); }

/** evt.arg.flags of the open family, as Falco's bits (openFlags). */
@inline export function descriptor_open_flags(at: usize): u32 { return load<u32>(at, 96); }
@inline export function set_descriptor_open_flags(at: usize, value: u32): void { store<u32>(at, value, 96); }

/** Mode of a created file, as asked. */
@inline export function descriptor_mode(at: usize): u32 { return load<u32>(at, 100); }
@inline export function set_descriptor_mode(at: usize, value: u32): void { store<u32>(at, value, 100); }

/** The directory descriptor that the name is relative to; AT_FDCWD is -100. */
@inline export function descriptor_dirfd(at: usize): i32 { return load<i32>(at, 104); }
@inline export function set_descriptor_dirfd(at: usize, value: i32): void { store<i32>(at, value, 104); }

/** Host order. */
@inline export function descriptor_local_port(at: usize): u16 { return load<u16>(at, 108); }
@inline export function set_descriptor_local_port(at: usize, value: u16): void { store<u16>(at, value, 108); }

/** Host order. */
@inline export function descriptor_remote_port(at: usize): u16 { return load<u16>(at, 110); }
@inline export function set_descriptor_remote_port(at: usize, value: u16): void { store<u16>(at, value, 110); }

/** The local end. Absolute address of the 16 bytes. */
@inline export function descriptor_local_address_pointer(at: usize): usize { return at + 112; }

/** The remote end; of connect, the address asked for. Absolute address of the 16 bytes. */
@inline export function descriptor_remote_address_pointer(at: usize): usize { return at + 128; }

/** fd.nameraw: the path exactly as asked, or the path of a unix socket. Absolute address; 0 if absent. */
@inline export function descriptor_name_raw_pointer(at: usize): usize { const offset = load<u32>(at, 144); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function descriptor_name_raw_length(at: usize): u32 { return load<u32>(at, 148); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_descriptor_name_raw(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 144); store<u32>(at, length, 148); }

/** The directory that a relative name_raw starts from (cwd, or the path of dirfd); absent if absolute. Absolute address; 0 if absent. */
@inline export function descriptor_base_pointer(at: usize): usize { const offset = load<u32>(at, 152); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function descriptor_base_length(at: usize): u32 { return load<u32>(at, 156); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_descriptor_base(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 152); store<u32>(at, length, 156); }

/** fd.name of a file: base and name_raw joined, `.` and `..` taken lexically; set by the state module. Of a descriptor that was there before, the path that the kernel has for it. Absolute address; 0 if absent. */
@inline export function descriptor_path_pointer(at: usize): usize { const offset = load<u32>(at, 160); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function descriptor_path_length(at: usize): u32 { return load<u32>(at, 164); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_descriptor_path(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 160); store<u32>(at, length, 164); }

/** The path of the file that the kernel really opened, as seen from the root of its mount namespace. Absolute address; 0 if absent. */
@inline export function descriptor_resolved_pointer(at: usize): usize { const offset = load<u32>(at, 168); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function descriptor_resolved_length(at: usize): u32 { return load<u32>(at, 172); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_descriptor_resolved(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 168); store<u32>(at, length, 172); }

/** Where the columns of process_body end. */
export const PROCESS_BODY_SIZE: u32 = 280;
/** Start of the described process, nanoseconds since boot. */
@inline export function process_body_process_start_ns(at: usize): u64 { return load<u64>(at, 72); }
@inline export function set_process_body_process_start_ns(at: usize, value: u64): void { store<u64>(at, value, 72); }

/** When it last replaced its image, nanoseconds since boot; 0 if never seen. */
@inline export function process_body_exec_ns(at: usize): u64 { return load<u64>(at, 80); }
@inline export function set_process_body_exec_ns(at: usize, value: u64): void { store<u64>(at, value, 80); }

/** Start of the parent, nanoseconds since boot. */
@inline export function process_body_parent_start_ns(at: usize): u64 { return load<u64>(at, 88); }
@inline export function set_process_body_parent_start_ns(at: usize, value: u64): void { store<u64>(at, value, 88); }

/** Thread group id of the described process. */
@inline export function process_body_process_pid(at: usize): u32 { return load<u32>(at, 96); }
@inline export function set_process_body_process_pid(at: usize, value: u32): void { store<u32>(at, value, 96); }

/** proc.ppid: thread group id of the real parent. */
@inline export function process_body_parent_pid(at: usize): u32 { return load<u32>(at, 100); }
@inline export function set_process_body_parent_pid(at: usize, value: u32): void { store<u32>(at, value, 100); }

/** proc.vpid: pid in its own namespace. */
@inline export function process_body_virtual_pid(at: usize): u32 { return load<u32>(at, 104); }
@inline export function set_process_body_virtual_pid(at: usize, value: u32): void { store<u32>(at, value, 104); }

/** proc.sid in the initial namespace. */
@inline export function process_body_session_id(at: usize): u32 { return load<u32>(at, 108); }
@inline export function set_process_body_session_id(at: usize, value: u32): void { store<u32>(at, value, 108); }

/** proc.pgid in the initial namespace. */
@inline export function process_body_group_id(at: usize): u32 { return load<u32>(at, 112); }
@inline export function set_process_body_group_id(at: usize, value: u32): void { store<u32>(at, value, 112); }

/** proc.vpgid: process group in its own namespace. */
@inline export function process_body_virtual_group_id(at: usize): u32 { return load<u32>(at, 116); }
@inline export function set_process_body_virtual_group_id(at: usize, value: u32): void { store<u32>(at, value, 116); }

/** Session in its own namespace. */
@inline export function process_body_virtual_session_id(at: usize): u32 { return load<u32>(at, 120); }
@inline export function set_process_body_virtual_session_id(at: usize, value: u32): void { store<u32>(at, value, 120); }

/** Effective user id. */
@inline export function process_body_process_uid(at: usize): u32 { return load<u32>(at, 124); }
@inline export function set_process_body_process_uid(at: usize, value: u32): void { store<u32>(at, value, 124); }

/** Effective group id. */
@inline export function process_body_process_gid(at: usize): u32 { return load<u32>(at, 128); }
@inline export function set_process_body_process_gid(at: usize, value: u32): void { store<u32>(at, value, 128); }

/** user.loginuid; 4294967295 if not set. */
@inline export function process_body_login_uid(at: usize): u32 { return load<u32>(at, 132); }
@inline export function set_process_body_login_uid(at: usize, value: u32): void { store<u32>(at, value, 132); }

/** Device number of the controlling terminal; 0 if none. */
@inline export function process_body_tty(at: usize): u32 { return load<u32>(at, 136); }
@inline export function set_process_body_tty(at: usize, value: u32): void { store<u32>(at, value, 136); }

/** Bits of exeFlags. */
@inline export function process_body_exe_flags(at: usize): u32 { return load<u32>(at, 140); }
@inline export function set_process_body_exe_flags(at: usize, value: u32): void { store<u32>(at, value, 140); }

/** CLONE_* of the call that made it; 0 in exec and snapshot events. */
@inline export function process_body_clone_flags(at: usize): u32 { return load<u32>(at, 144); }
@inline export function set_process_body_clone_flags(at: usize, value: u32): void { store<u32>(at, value, 144); }

/** Capability bits. */
@inline export function process_body_cap_effective(at: usize): u64 { return load<u64>(at, 152); }
@inline export function set_process_body_cap_effective(at: usize, value: u64): void { store<u64>(at, value, 152); }

/** Capability bits. */
@inline export function process_body_cap_permitted(at: usize): u64 { return load<u64>(at, 160); }
@inline export function set_process_body_cap_permitted(at: usize, value: u64): void { store<u64>(at, value, 160); }

/** Capability bits. */
@inline export function process_body_cap_inheritable(at: usize): u64 { return load<u64>(at, 168); }
@inline export function set_process_body_cap_inheritable(at: usize, value: u64): void { store<u64>(at, value, 168); }

/** proc.exe_ino. */
@inline export function process_body_exe_inode(at: usize): u64 { return load<u64>(at, 176); }
@inline export function set_process_body_exe_inode(at: usize, value: u64): void { store<u64>(at, value, 176); }

/** proc.exe_ino.ctime, nanoseconds since 1970. */
@inline export function process_body_exe_ctime_ns(at: usize): u64 { return load<u64>(at, 184); }
@inline export function set_process_body_exe_ctime_ns(at: usize, value: u64): void { store<u64>(at, value, 184); }

/** proc.exe_ino.mtime, nanoseconds since 1970. */
@inline export function process_body_exe_mtime_ns(at: usize): u64 { return load<u64>(at, 192); }
@inline export function set_process_body_exe_mtime_ns(at: usize, value: u64): void { store<u64>(at, value, 192); }

/** Inode number of the cgroup. */
@inline export function process_body_cgroup_id(at: usize): u64 { return load<u64>(at, 200); }
@inline export function set_process_body_cgroup_id(at: usize, value: u64): void { store<u64>(at, value, 200); }

/** Which image of the process it is, as the kernel counts them; all ones if not known. */
@inline export function process_body_exec_id(at: usize): u64 { return load<u64>(at, 208); }
@inline export function set_process_body_exec_id(at: usize, value: u64): void { store<u64>(at, value, 208); }

/** proc.name: at most 15 bytes. Absolute address; 0 if absent. */
@inline export function process_body_comm_pointer(at: usize): usize { const offset = load<u32>(at, 216); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_body_comm_length(at: usize): u32 { return load<u32>(at, 220); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_body_comm(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 216); store<u32>(at, length, 220); }

/** proc.exe: argv[0]. Absolute address; 0 if absent. */
@inline export function process_body_exe_pointer(at: usize): usize { const offset = load<u32>(at, 224); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_body_exe_length(at: usize): u32 { return load<u32>(at, 228); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_body_exe(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 224); store<u32>(at, length, 228); }

/** proc.exepath: full path of the executable. Absolute address; 0 if absent. */
@inline export function process_body_exe_path_pointer(at: usize): usize { const offset = load<u32>(at, 232); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_body_exe_path_length(at: usize): u32 { return load<u32>(at, 236); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_body_exe_path(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 232); store<u32>(at, length, 236); }

/** argv[1] and on. Absolute address; 0 if absent. */
@inline export function process_body_args_pointer(at: usize): usize { const offset = load<u32>(at, 240); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_body_args_length(at: usize): u32 { return load<u32>(at, 244); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_body_args(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 240); store<u32>(at, length, 244); }

/** The environment. Absolute address; 0 if absent. */
@inline export function process_body_env_pointer(at: usize): usize { const offset = load<u32>(at, 248); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_body_env_length(at: usize): u32 { return load<u32>(at, 252); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_body_env(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 248); store<u32>(at, length, 252); }

/** proc.cwd, with a slash at its end. Absolute address; 0 if absent. */
@inline export function process_body_cwd_pointer(at: usize): usize { const offset = load<u32>(at, 256); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_body_cwd_length(at: usize): u32 { return load<u32>(at, 260); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_body_cwd(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 256); store<u32>(at, length, 260); }

/** Path of the cgroup from the root of its hierarchy. Absolute address; 0 if absent. */
@inline export function process_body_cgroup_pointer(at: usize): usize { const offset = load<u32>(at, 264); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_body_cgroup_length(at: usize): u32 { return load<u32>(at, 268); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_body_cgroup(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 264); store<u32>(at, length, 268); }

/** evt.arg.filename: the path given to execve, as asked. Absolute address; 0 if absent. */
@inline export function process_body_file_name_pointer(at: usize): usize { const offset = load<u32>(at, 272); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_body_file_name_length(at: usize): u32 { return load<u32>(at, 276); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_body_file_name(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 272); store<u32>(at, length, 276); }

/** Where the columns of exit_body end. */
export const EXIT_BODY_SIZE: u32 = 80;
/** Exit status as wait(2) gives it. */
@inline export function exit_body_status(at: usize): u32 { return load<u32>(at, 72); }
@inline export function set_exit_body_status(at: usize, value: u32): void { store<u32>(at, value, 72); }

/** The process that children are given to; 0 if not known. */
@inline export function exit_body_reaper_pid(at: usize): u32 { return load<u32>(at, 76); }
@inline export function set_exit_body_reaper_pid(at: usize, value: u32): void { store<u32>(at, value, 76); }

/** Where the columns of call end. */
export const CALL_SIZE: u32 = 272;
/** The call's argument 0, as wide and as signed as it is declared; or what the parameters of the event say. */
@inline export function call_arg0(at: usize): i64 { return load<i64>(at, 176); }
@inline export function set_call_arg0(at: usize, value: i64): void { store<i64>(at, value, 176); }

/** The call's argument 1, as wide and as signed as it is declared; or what the parameters of the event say. */
@inline export function call_arg1(at: usize): i64 { return load<i64>(at, 184); }
@inline export function set_call_arg1(at: usize, value: i64): void { store<i64>(at, value, 184); }

/** The call's argument 2, as wide and as signed as it is declared; or what the parameters of the event say. */
@inline export function call_arg2(at: usize): i64 { return load<i64>(at, 192); }
@inline export function set_call_arg2(at: usize, value: i64): void { store<i64>(at, value, 192); }

/** The call's argument 3, as wide and as signed as it is declared; or what the parameters of the event say. */
@inline export function call_arg3(at: usize): i64 { return load<i64>(at, 200); }
@inline export function set_call_arg3(at: usize, value: i64): void { store<i64>(at, value, 200); }

/** The call's argument 4, as wide and as signed as it is declared; or what the parameters of the event say. */
@inline export function call_arg4(at: usize): i64 { return load<i64>(at, 208); }
@inline export function set_call_arg4(at: usize, value: i64): void { store<i64>(at, value, 208); }

/** The call's argument 5, as wide and as signed as it is declared; or what the parameters of the event say. */
@inline export function call_arg5(at: usize): i64 { return load<i64>(at, 216); }
@inline export function set_call_arg5(at: usize, value: i64): void { store<i64>(at, value, 216); }

/** The directory descriptor that the second path is relative to; AT_FDCWD is -100. */
@inline export function call_second_dirfd(at: usize): i32 { return load<i32>(at, 224); }
@inline export function set_call_second_dirfd(at: usize, value: i32): void { store<i32>(at, value, 224); }

/** A seventh number, where the parameters of the event name one. */
@inline export function call_arg6(at: usize): u32 { return load<u32>(at, 228); }
@inline export function set_call_arg6(at: usize, value: u32): void { store<u32>(at, value, 228); }

/** The second path exactly as asked. Absolute address; 0 if absent. */
@inline export function call_second_raw_pointer(at: usize): usize { const offset = load<u32>(at, 232); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function call_second_raw_length(at: usize): u32 { return load<u32>(at, 236); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_call_second_raw(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 232); store<u32>(at, length, 236); }

/** The directory that a relative second_raw starts from; absent if absolute. Absolute address; 0 if absent. */
@inline export function call_second_base_pointer(at: usize): usize { const offset = load<u32>(at, 240); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function call_second_base_length(at: usize): u32 { return load<u32>(at, 244); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_call_second_base(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 240); store<u32>(at, length, 244); }

/** base and second_raw joined as descriptor.path; set by the state module. Absolute address; 0 if absent. */
@inline export function call_second_path_pointer(at: usize): usize { const offset = load<u32>(at, 248); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function call_second_path_length(at: usize): u32 { return load<u32>(at, 252); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_call_second_path(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 248); store<u32>(at, length, 252); }

/** A further text: the type of a mount, the arguments of a module, the name of a memfd, …. Absolute address; 0 if absent. */
@inline export function call_text_pointer(at: usize): usize { const offset = load<u32>(at, 256); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function call_text_length(at: usize): u32 { return load<u32>(at, 260); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_call_text(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 256); store<u32>(at, length, 260); }

/** The first bytes that were sent or received, at most 80; any bytes. Absolute address; 0 if absent. */
@inline export function call_data_pointer(at: usize): usize { const offset = load<u32>(at, 264); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function call_data_length(at: usize): u32 { return load<u32>(at, 268); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_call_data(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 264); store<u32>(at, length, 268); }

/** Where the columns of process end. */
export const PROCESS_SIZE: u32 = 264;
/** Size of the allocation, this structure and its texts. */
@inline export function process_allocated_bytes(at: usize): u32 { return load<u32>(at, 0); }
@inline export function set_process_allocated_bytes(at: usize, value: u32): void { store<u32>(at, value, 0); }

/** Next record in the same bucket of the table; 0 at the end. */
@inline export function process_next(at: usize): u32 { return load<u32>(at, 4); }
@inline export function set_process_next(at: usize, value: u32): void { store<u32>(at, value, 4); }

/** Address of the parent record; 0 if unknown. Never part of a cycle. */
@inline export function process_parent(at: usize): u32 { return load<u32>(at, 8); }
@inline export function set_process_parent(at: usize, value: u32): void { store<u32>(at, value, 8); }

/** Bits of processFlags. */
@inline export function process_state(at: usize): u32 { return load<u32>(at, 12); }
@inline export function set_process_state(at: usize, value: u32): void { store<u32>(at, value, 12); }

/** Generation of the rules that the masks were computed for; 0 if none. */
@inline export function process_mask_generation(at: usize): u32 { return load<u32>(at, 16); }
@inline export function set_process_mask_generation(at: usize, value: u32): void { store<u32>(at, value, 16); }

/** Records that name this one as parent; it is not freed before they are. */
@inline export function process_children(at: usize): u32 { return load<u32>(at, 20); }
@inline export function set_process_children(at: usize, value: u32): void { store<u32>(at, value, 20); }

/** Generation of the rules that the kernel was answered for; 0 if none. */
@inline export function process_answer_generation(at: usize): u32 { return load<u32>(at, 24); }
@inline export function set_process_answer_generation(at: usize, value: u32): void { store<u32>(at, value, 24); }

/** Number of the look at all processes in which, or since which, it was told. */
@inline export function process_told(at: usize): u32 { return load<u32>(at, 28); }
@inline export function set_process_told(at: usize, value: u32): void { store<u32>(at, value, 28); }

/** When it ended, nanoseconds since boot; 0 while it runs. */
@inline export function process_exit_ns(at: usize): u64 { return load<u64>(at, 32); }
@inline export function set_process_exit_ns(at: usize, value: u64): void { store<u64>(at, value, 32); }

/** Short container id from the cgroup path; absent on the host. Absolute address; 0 if absent. */
@inline export function process_container_id_pointer(at: usize): usize { const offset = load<u32>(at, 40); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_container_id_length(at: usize): u32 { return load<u32>(at, 44); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_container_id(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 40); store<u32>(at, length, 44); }

/** Address of the record of its container; 0 on the host, or if there was no room for it. */
@inline export function process_container(at: usize): u32 { return load<u32>(at, 48); }
@inline export function set_process_container(at: usize, value: u32): void { store<u32>(at, value, 48); }

/** Start of the described process, nanoseconds since boot. */
@inline export function process_process_start_ns(at: usize): u64 { return load<u64>(at, 56); }
@inline export function set_process_process_start_ns(at: usize, value: u64): void { store<u64>(at, value, 56); }

/** When it last replaced its image, nanoseconds since boot; 0 if never seen. */
@inline export function process_exec_ns(at: usize): u64 { return load<u64>(at, 64); }
@inline export function set_process_exec_ns(at: usize, value: u64): void { store<u64>(at, value, 64); }

/** Start of the parent, nanoseconds since boot. */
@inline export function process_parent_start_ns(at: usize): u64 { return load<u64>(at, 72); }
@inline export function set_process_parent_start_ns(at: usize, value: u64): void { store<u64>(at, value, 72); }

/** Thread group id of the described process. */
@inline export function process_process_pid(at: usize): u32 { return load<u32>(at, 80); }
@inline export function set_process_process_pid(at: usize, value: u32): void { store<u32>(at, value, 80); }

/** proc.ppid: thread group id of the real parent. */
@inline export function process_parent_pid(at: usize): u32 { return load<u32>(at, 84); }
@inline export function set_process_parent_pid(at: usize, value: u32): void { store<u32>(at, value, 84); }

/** proc.vpid: pid in its own namespace. */
@inline export function process_virtual_pid(at: usize): u32 { return load<u32>(at, 88); }
@inline export function set_process_virtual_pid(at: usize, value: u32): void { store<u32>(at, value, 88); }

/** proc.sid in the initial namespace. */
@inline export function process_session_id(at: usize): u32 { return load<u32>(at, 92); }
@inline export function set_process_session_id(at: usize, value: u32): void { store<u32>(at, value, 92); }

/** proc.pgid in the initial namespace. */
@inline export function process_group_id(at: usize): u32 { return load<u32>(at, 96); }
@inline export function set_process_group_id(at: usize, value: u32): void { store<u32>(at, value, 96); }

/** proc.vpgid: process group in its own namespace. */
@inline export function process_virtual_group_id(at: usize): u32 { return load<u32>(at, 100); }
@inline export function set_process_virtual_group_id(at: usize, value: u32): void { store<u32>(at, value, 100); }

/** Session in its own namespace. */
@inline export function process_virtual_session_id(at: usize): u32 { return load<u32>(at, 104); }
@inline export function set_process_virtual_session_id(at: usize, value: u32): void { store<u32>(at, value, 104); }

/** Effective user id. */
@inline export function process_process_uid(at: usize): u32 { return load<u32>(at, 108); }
@inline export function set_process_process_uid(at: usize, value: u32): void { store<u32>(at, value, 108); }

/** Effective group id. */
@inline export function process_process_gid(at: usize): u32 { return load<u32>(at, 112); }
@inline export function set_process_process_gid(at: usize, value: u32): void { store<u32>(at, value, 112); }

/** user.loginuid; 4294967295 if not set. */
@inline export function process_login_uid(at: usize): u32 { return load<u32>(at, 116); }
@inline export function set_process_login_uid(at: usize, value: u32): void { store<u32>(at, value, 116); }

/** Device number of the controlling terminal; 0 if none. */
@inline export function process_tty(at: usize): u32 { return load<u32>(at, 120); }
@inline export function set_process_tty(at: usize, value: u32): void { store<u32>(at, value, 120); }

/** Bits of exeFlags. */
@inline export function process_exe_flags(at: usize): u32 { return load<u32>(at, 124); }
@inline export function set_process_exe_flags(at: usize, value: u32): void { store<u32>(at, value, 124); }

/** CLONE_* of the call that made it; 0 in exec and snapshot events. */
@inline export function process_clone_flags(at: usize): u32 { return load<u32>(at, 128); }
@inline export function set_process_clone_flags(at: usize, value: u32): void { store<u32>(at, value, 128); }

/** Capability bits. */
@inline export function process_cap_effective(at: usize): u64 { return load<u64>(at, 136); }
@inline export function set_process_cap_effective(at: usize, value: u64): void { store<u64>(at, value, 136); }

/** Capability bits. */
@inline export function process_cap_permitted(at: usize): u64 { return load<u64>(at, 144); }
@inline export function set_process_cap_permitted(at: usize, value: u64): void { store<u64>(at, value, 144); }

/** Capability bits. */
@inline export function process_cap_inheritable(at: usize): u64 { return load<u64>(at, 152); }
@inline export function set_process_cap_inheritable(at: usize, value: u64): void { store<u64>(at, value, 152); }

/** proc.exe_ino. */
@inline export function process_exe_inode(at: usize): u64 { return load<u64>(at, 160); }
@inline export function set_process_exe_inode(at: usize, value: u64): void { store<u64>(at, value, 160); }

/** proc.exe_ino.ctime, nanoseconds since 1970. */
@inline export function process_exe_ctime_ns(at: usize): u64 { return load<u64>(at, 168); }
@inline export function set_process_exe_ctime_ns(at: usize, value: u64): void { store<u64>(at, value, 168); }

/** proc.exe_ino.mtime, nanoseconds since 1970. */
@inline export function process_exe_mtime_ns(at: usize): u64 { return load<u64>(at, 176); }
@inline export function set_process_exe_mtime_ns(at: usize, value: u64): void { store<u64>(at, value, 176); }

/** Inode number of the cgroup. */
@inline export function process_cgroup_id(at: usize): u64 { return load<u64>(at, 184); }
@inline export function set_process_cgroup_id(at: usize, value: u64): void { store<u64>(at, value, 184); }

/** Which image of the process it is, as the kernel counts them; all ones if not known. */
@inline export function process_exec_id(at: usize): u64 { return load<u64>(at, 192); }
@inline export function set_process_exec_id(at: usize, value: u64): void { store<u64>(at, value, 192); }

/** proc.name: at most 15 bytes. Absolute address; 0 if absent. */
@inline export function process_comm_pointer(at: usize): usize { const offset = load<u32>(at, 200); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_comm_length(at: usize): u32 { return load<u32>(at, 204); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_comm(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 200); store<u32>(at, length, 204); }

/** proc.exe: argv[0]. Absolute address; 0 if absent. */
@inline export function process_exe_pointer(at: usize): usize { const offset = load<u32>(at, 208); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_exe_length(at: usize): u32 { return load<u32>(at, 212); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_exe(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 208); store<u32>(at, length, 212); }

/** proc.exepath: full path of the executable. Absolute address; 0 if absent. */
@inline export function process_exe_path_pointer(at: usize): usize { const offset = load<u32>(at, 216); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_exe_path_length(at: usize): u32 { return load<u32>(at, 220); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_exe_path(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 216); store<u32>(at, length, 220); }

/** argv[1] and on. Absolute address; 0 if absent. */
@inline export function process_args_pointer(at: usize): usize { const offset = load<u32>(at, 224); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_args_length(at: usize): u32 { return load<u32>(at, 228); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_args(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 224); store<u32>(at, length, 228); }

/** The environment. Absolute address; 0 if absent. */
@inline export function process_env_pointer(at: usize): usize { const offset = load<u32>(at, 232); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_env_length(at: usize): u32 { return load<u32>(at, 236); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_env(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 232); store<u32>(at, length, 236); }

/** proc.cwd, with a slash at its end. Absolute address; 0 if absent. */
@inline export function process_cwd_pointer(at: usize): usize { const offset = load<u32>(at, 240); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_cwd_length(at: usize): u32 { return load<u32>(at, 244); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_cwd(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 240); store<u32>(at, length, 244); }

/** Path of the cgroup from the root of its hierarchy. Absolute address; 0 if absent. */
@inline export function process_cgroup_pointer(at: usize): usize { const offset = load<u32>(at, 248); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_cgroup_length(at: usize): u32 { return load<u32>(at, 252); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_cgroup(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 248); store<u32>(at, length, 252); }

/** evt.arg.filename: the path given to execve, as asked. Absolute address; 0 if absent. */
@inline export function process_file_name_pointer(at: usize): usize { const offset = load<u32>(at, 256); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function process_file_name_length(at: usize): u32 { return load<u32>(at, 260); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_process_file_name(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 256); store<u32>(at, length, 260); }

/** Where the columns of container end. */
export const CONTAINER_SIZE: u32 = 216;
/** Next record in the same bucket; 0 at the end. */
@inline export function container_next(at: usize): u32 { return load<u32>(at, 0); }
@inline export function set_container_next(at: usize, value: u32): void { store<u32>(at, value, 0); }

/** One of containerStates. */
@inline export function container_state(at: usize): u32 { return load<u32>(at, 4); }
@inline export function set_container_state(at: usize, value: u32): void { store<u32>(at, value, 4); }

/** Process records in this container; without any, its place may be taken. */
@inline export function container_references(at: usize): u32 { return load<u32>(at, 8); }
@inline export function set_container_references(at: usize, value: u32): void { store<u32>(at, value, 8); }

/** One of containerRuntimes: what its cgroup says of its runtime. */
@inline export function container_runtime(at: usize): u32 { return load<u32>(at, 12); }
@inline export function set_container_runtime(at: usize, value: u32): void { store<u32>(at, value, 12); }

/** Bits of containerFlags. */
@inline export function container_flags(at: usize): u32 { return load<u32>(at, 16); }
@inline export function set_container_flags(at: usize, value: u32): void { store<u32>(at, value, 16); }

/** Start of its first process, nanoseconds since boot; 0 if never seen. */
@inline export function container_init_start_ns(at: usize): u64 { return load<u64>(at, 24); }
@inline export function set_container_init_start_ns(at: usize, value: u64): void { store<u64>(at, value, 24); }

/** How often its runtime was to be asked since it came to life. */
@inline export function container_asked(at: usize): u32 { return load<u32>(at, 32); }
@inline export function set_container_asked(at: usize, value: u32): void { store<u32>(at, value, 32); }

/** The process that was found in it last, by which its files are reached. */
@inline export function container_pid(at: usize): u32 { return load<u32>(at, 36); }
@inline export function set_container_pid(at: usize, value: u32): void { store<u32>(at, value, 36); }

/** Counts up with each container that is left by its last process: the lowest is longest unused. */
@inline export function container_used(at: usize): u64 { return load<u64>(at, 40); }
@inline export function set_container_used(at: usize, value: u64): void { store<u64>(at, value, 40); }

/** container.full_id. Absolute address; 0 if absent. */
@inline export function container_full_id_pointer(at: usize): usize { const offset = load<u32>(at, 48); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_full_id_length(at: usize): u32 { return load<u32>(at, 52); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_full_id(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 48); store<u32>(at, length, 52); }

/** container.name. Absolute address; 0 if absent. */
@inline export function container_name_pointer(at: usize): usize { const offset = load<u32>(at, 56); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_name_length(at: usize): u32 { return load<u32>(at, 60); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_name(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 56); store<u32>(at, length, 60); }

/** container.type. Absolute address; 0 if absent. */
@inline export function container_type_pointer(at: usize): usize { const offset = load<u32>(at, 64); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_type_length(at: usize): u32 { return load<u32>(at, 68); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_type(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 64); store<u32>(at, length, 68); }

/** container.image. Absolute address; 0 if absent. */
@inline export function container_image_pointer(at: usize): usize { const offset = load<u32>(at, 72); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_image_length(at: usize): u32 { return load<u32>(at, 76); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_image(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 72); store<u32>(at, length, 76); }

/** container.image.id. Absolute address; 0 if absent. */
@inline export function container_image_id_pointer(at: usize): usize { const offset = load<u32>(at, 80); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_image_id_length(at: usize): u32 { return load<u32>(at, 84); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_image_id(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 80); store<u32>(at, length, 84); }

/** container.image.repository. Absolute address; 0 if absent. */
@inline export function container_image_repository_pointer(at: usize): usize { const offset = load<u32>(at, 88); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_image_repository_length(at: usize): u32 { return load<u32>(at, 92); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_image_repository(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 88); store<u32>(at, length, 92); }

/** container.image.tag. Absolute address; 0 if absent. */
@inline export function container_image_tag_pointer(at: usize): usize { const offset = load<u32>(at, 96); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_image_tag_length(at: usize): u32 { return load<u32>(at, 100); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_image_tag(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 96); store<u32>(at, length, 100); }

/** container.image.digest. Absolute address; 0 if absent. */
@inline export function container_image_digest_pointer(at: usize): usize { const offset = load<u32>(at, 104); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_image_digest_length(at: usize): u32 { return load<u32>(at, 108); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_image_digest(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 104); store<u32>(at, length, 108); }

/** container.ip. Absolute address; 0 if absent. */
@inline export function container_ip_pointer(at: usize): usize { const offset = load<u32>(at, 112); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_ip_length(at: usize): u32 { return load<u32>(at, 116); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_ip(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 112); store<u32>(at, length, 116); }

/** container.cni.json. Absolute address; 0 if absent. */
@inline export function container_cni_json_pointer(at: usize): usize { const offset = load<u32>(at, 120); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_cni_json_length(at: usize): u32 { return load<u32>(at, 124); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_cni_json(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 120); store<u32>(at, length, 124); }

/** Five members a mount: source, destination, mode, `true` if it may be written, propagation. Absolute address; 0 if absent. */
@inline export function container_mounts_pointer(at: usize): usize { const offset = load<u32>(at, 128); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_mounts_length(at: usize): u32 { return load<u32>(at, 132); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_mounts(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 128); store<u32>(at, length, 132); }

/** Two members a label: key and value, sorted by key. Absolute address; 0 if absent. */
@inline export function container_labels_pointer(at: usize): usize { const offset = load<u32>(at, 136); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_labels_length(at: usize): u32 { return load<u32>(at, 140); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_labels(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 136); store<u32>(at, length, 140); }

/** k8s.pod.name. Absolute address; 0 if absent. */
@inline export function container_pod_name_pointer(at: usize): usize { const offset = load<u32>(at, 144); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_pod_name_length(at: usize): u32 { return load<u32>(at, 148); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_pod_name(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 144); store<u32>(at, length, 148); }

/** k8s.ns.name. Absolute address; 0 if absent. */
@inline export function container_pod_namespace_pointer(at: usize): usize { const offset = load<u32>(at, 152); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_pod_namespace_length(at: usize): u32 { return load<u32>(at, 156); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_pod_namespace(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 152); store<u32>(at, length, 156); }

/** k8s.pod.uid. Absolute address; 0 if absent. */
@inline export function container_pod_uid_pointer(at: usize): usize { const offset = load<u32>(at, 160); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_pod_uid_length(at: usize): u32 { return load<u32>(at, 164); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_pod_uid(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 160); store<u32>(at, length, 164); }

/** k8s.pod.full_sandbox_id. Absolute address; 0 if absent. */
@inline export function container_sandbox_id_pointer(at: usize): usize { const offset = load<u32>(at, 168); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_sandbox_id_length(at: usize): u32 { return load<u32>(at, 172); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_sandbox_id(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 168); store<u32>(at, length, 172); }

/** As labels, of the pod. Absolute address; 0 if absent. */
@inline export function container_pod_labels_pointer(at: usize): usize { const offset = load<u32>(at, 176); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_pod_labels_length(at: usize): u32 { return load<u32>(at, 180); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_pod_labels(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 176); store<u32>(at, length, 180); }

/** k8s.pod.ip. Absolute address; 0 if absent. */
@inline export function container_pod_ip_pointer(at: usize): usize { const offset = load<u32>(at, 184); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_pod_ip_length(at: usize): u32 { return load<u32>(at, 188); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_pod_ip(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 184); store<u32>(at, length, 188); }

/** k8s.pod.cni.json. Absolute address; 0 if absent. */
@inline export function container_pod_cni_json_pointer(at: usize): usize { const offset = load<u32>(at, 192); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_pod_cni_json_length(at: usize): u32 { return load<u32>(at, 196); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_pod_cni_json(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 192); store<u32>(at, length, 196); }

/** Its own users as identity entries (memory.ts), sorted by id. Absolute address; 0 if absent. */
@inline export function container_users_pointer(at: usize): usize { const offset = load<u32>(at, 200); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_users_length(at: usize): u32 { return load<u32>(at, 204); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_users(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 200); store<u32>(at, length, 204); }

/** Its own groups likewise. Absolute address; 0 if absent. */
@inline export function container_groups_pointer(at: usize): usize { const offset = load<u32>(at, 208); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function container_groups_length(at: usize): u32 { return load<u32>(at, 212); }
/** Refers to `length` bytes at an absolute address; 0 makes it absent. */
@inline export function set_container_groups(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), 208); store<u32>(at, length, 212); }

export const EVENT_PROCESS_SNAPSHOT: u32 = 1;
export const EVENT_EXECVE: u32 = 2;
export const EVENT_EXECVEAT: u32 = 3;
export const EVENT_CLONE: u32 = 4;
export const EVENT_FORK: u32 = 5;
export const EVENT_VFORK: u32 = 6;
export const EVENT_CLONE3: u32 = 7;
export const EVENT_PROCEXIT: u32 = 8;
export const EVENT_OPEN: u32 = 9;
export const EVENT_OPENAT: u32 = 10;
export const EVENT_OPENAT2: u32 = 11;
export const EVENT_CREAT: u32 = 12;
export const EVENT_CONNECT: u32 = 13;
export const EVENT_DUP: u32 = 14;
export const EVENT_DUP2: u32 = 15;
export const EVENT_DUP3: u32 = 16;
export const EVENT_SYMLINK: u32 = 17;
export const EVENT_SYMLINKAT: u32 = 18;
export const EVENT_LINK: u32 = 19;
export const EVENT_LINKAT: u32 = 20;
export const EVENT_RENAME: u32 = 21;
export const EVENT_RENAMEAT: u32 = 22;
export const EVENT_RENAMEAT2: u32 = 23;
export const EVENT_UNLINK: u32 = 24;
export const EVENT_UNLINKAT: u32 = 25;
export const EVENT_RMDIR: u32 = 26;
export const EVENT_MKDIR: u32 = 27;
export const EVENT_MKDIRAT: u32 = 28;
export const EVENT_CHMOD: u32 = 29;
export const EVENT_FCHMOD: u32 = 30;
export const EVENT_FCHMODAT: u32 = 31;
export const EVENT_CHOWN: u32 = 32;
export const EVENT_LCHOWN: u32 = 33;
export const EVENT_FCHOWN: u32 = 34;
export const EVENT_FCHOWNAT: u32 = 35;
export const EVENT_MKNOD: u32 = 36;
export const EVENT_MKNODAT: u32 = 37;
export const EVENT_CHDIR: u32 = 38;
export const EVENT_FCHDIR: u32 = 39;
export const EVENT_CHROOT: u32 = 40;
export const EVENT_MOUNT: u32 = 41;
export const EVENT_UMOUNT: u32 = 42;
export const EVENT_UMOUNT2: u32 = 43;
export const EVENT_PIVOT_ROOT: u32 = 44;
export const EVENT_CLOSE: u32 = 45;
export const EVENT_FCNTL: u32 = 46;
export const EVENT_OPEN_BY_HANDLE_AT: u32 = 47;
export const EVENT_SOCKET: u32 = 48;
export const EVENT_BIND: u32 = 49;
export const EVENT_LISTEN: u32 = 50;
export const EVENT_ACCEPT: u32 = 51;
export const EVENT_ACCEPT4: u32 = 52;
export const EVENT_SENDTO: u32 = 53;
export const EVENT_SENDMSG: u32 = 54;
export const EVENT_SENDMMSG: u32 = 55;
export const EVENT_RECVFROM: u32 = 56;
export const EVENT_RECVMSG: u32 = 57;
export const EVENT_RECVMMSG: u32 = 58;
export const EVENT_SOCKETPAIR: u32 = 59;
export const EVENT_PTRACE: u32 = 60;
export const EVENT_SETUID: u32 = 61;
export const EVENT_SETGID: u32 = 62;
export const EVENT_SETREUID: u32 = 63;
export const EVENT_SETREGID: u32 = 64;
export const EVENT_SETRESUID: u32 = 65;
export const EVENT_SETRESGID: u32 = 66;
export const EVENT_SETPGID: u32 = 67;
export const EVENT_SETSID: u32 = 68;
export const EVENT_SETNS: u32 = 69;
export const EVENT_UNSHARE: u32 = 70;
export const EVENT_CAPSET: u32 = 71;
export const EVENT_PRCTL: u32 = 72;
export const EVENT_KILL: u32 = 73;
export const EVENT_TKILL: u32 = 74;
export const EVENT_TGKILL: u32 = 75;
export const EVENT_PROCESS_VM_READV: u32 = 76;
export const EVENT_PROCESS_VM_WRITEV: u32 = 77;
export const EVENT_PIDFD_OPEN: u32 = 78;
export const EVENT_PIDFD_GETFD: u32 = 79;
export const EVENT_BPF: u32 = 80;
export const EVENT_MEMFD_CREATE: u32 = 81;
export const EVENT_INIT_MODULE: u32 = 82;
export const EVENT_FINIT_MODULE: u32 = 83;
export const EVENT_DELETE_MODULE: u32 = 84;
export const EVENT_USERFAULTFD: u32 = 85;
export const EVENT_IO_URING_SETUP: u32 = 86;
export const EVENT_KEYCTL: u32 = 87;
export const EVENT_PIPE: u32 = 88;
export const EVENT_PIPE2: u32 = 89;
export const EVENT_EVENTFD: u32 = 90;
export const EVENT_EVENTFD2: u32 = 91;
export const EVENT_FCHMODAT2: u32 = 92;
export const EVENT_PROCESS_CHANGE: u32 = 96;
export const EVENT_PROCESS_END: u32 = 97;
export const EVENT_PROCESS_PARENT: u32 = 98;
export const EVENT_TYPES: u32 = 99;
export const RECORD_IA32: u32 = 1;
export const RECORD_SNAPSHOT: u32 = 2;
export const RECORD_TRUNCATED: u32 = 4;
export const RECORD_PARTIAL: u32 = 8;
export const RECORD_CAPTURED: u32 = 16;
export const RECORD_OTHER_NAME: u32 = 32;
export const RECORD_UNANSWERED: u32 = 64;
export const DESCRIPTOR_CONNECTED: u32 = 1;
export const DESCRIPTOR_NAME_CHANGED: u32 = 2;
export const DESCRIPTOR_UPPER_LAYER: u32 = 4;
export const DESCRIPTOR_LOWER_LAYER: u32 = 8;
export const DESCRIPTOR_SERVER: u32 = 16;
export const DESCRIPTOR_SERVER_LOCAL: u32 = 32;
export const DESCRIPTOR_UNDIRECTED: u32 = 64;
export const DESCRIPTOR_LISTENING: u32 = 128;
export const PROCESS_EXITED: u32 = 1;
export const PROCESS_PARTIAL: u32 = 2;
export const PROCESS_REPLACED: u32 = 4;
export const CONTAINER_NEW: u32 = 0;
export const CONTAINER_ASKED: u32 = 1;
export const CONTAINER_ANSWERED: u32 = 2;
export const CONTAINER_KNOWN: u32 = 1;
export const CONTAINER_PRIVILEGED: u32 = 2;
export const CONTAINER_HOST_PID: u32 = 4;
export const CONTAINER_HOST_NETWORK: u32 = 8;
export const CONTAINER_HOST_IPC: u32 = 16;
export const CONTAINER_RUNTIME_DOCKER: u32 = 0;
export const CONTAINER_RUNTIME_CONTAINERD: u32 = 1;
export const CONTAINER_RUNTIME_CRIO: u32 = 2;
export const CONTAINER_RUNTIME_PODMAN: u32 = 3;
export const CONTAINER_RUNTIME_CRI: u32 = 4;
export const OPEN_O_RDONLY: u32 = 1;
export const OPEN_O_WRONLY: u32 = 2;
export const OPEN_O_RDWR: u32 = 3;
export const OPEN_O_CREAT: u32 = 4;
export const OPEN_O_APPEND: u32 = 8;
export const OPEN_O_DSYNC: u32 = 16;
export const OPEN_O_EXCL: u32 = 32;
export const OPEN_O_NONBLOCK: u32 = 64;
export const OPEN_O_SYNC: u32 = 128;
export const OPEN_O_TRUNC: u32 = 256;
export const OPEN_O_DIRECT: u32 = 512;
export const OPEN_O_DIRECTORY: u32 = 1024;
export const OPEN_O_LARGEFILE: u32 = 2048;
export const OPEN_O_CLOEXEC: u32 = 4096;
export const OPEN_O_TMPFILE: u32 = 8192;
export const OPEN_F_CREATED: u32 = 16384;
export const OPEN_FD_UPPER_LAYER: u32 = 32768;
export const OPEN_FD_LOWER_LAYER: u32 = 65536;
export const EXE_WRITABLE: u32 = 1;
export const EXE_UPPER_LAYER: u32 = 2;
export const EXE_FROM_MEMFD: u32 = 4;
export const EXE_LOWER_LAYER: u32 = 8;
