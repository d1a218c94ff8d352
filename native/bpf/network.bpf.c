/* connect: both ends, of calls that are still under way or have failed too. */
#include "call.h"
#include "path.h"

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	__u8 bytes[28];
};

struct call {
	__s32 fd;
	__u32 address_bytes;
	__u64 address;
};

/* False for a 32-bit socketcall(2) that is not a connect. */
INLINE bool call_of(struct call *call, struct pt_regs *regs, bool compat, bool in_memory)
{
	__u32 arguments[3] = {};

	if (!in_memory) {
		call->fd = argument(regs, compat, 0);
		call->address = argument(regs, compat, 1);
		call->address_bytes = argument(regs, compat, 2);
		return true;
	}
	if (argument(regs, compat, 0) != 3)
		return false;
	bpf_probe_read_user(arguments, sizeof(arguments), (void *)argument(regs, compat, 1));
	call->fd = arguments[0];
	call->address = arguments[1];
	call->address_bytes = arguments[2];
	return true;
}

INLINE void map_v4(__u8 *address, __u32 v4)
{
	__u64 *halves = (void *)address;

	halves[0] = 0;
	*(__u32 *)(address + 8) = bpf_htonl(0xffff);
	*(__u32 *)(address + 12) = v4;
}

INLINE bool is_mapped(const __u8 *address)
{
	return *(__u64 *)address == 0 && *(__u32 *)(address + 8) == bpf_htonl(0xffff);
}

/* The socket types and protocols that rules know by name. */
INLINE __u8 protocol_of(__u16 type, __u16 protocol)
{
	if (protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6)
		return IPPROTO_ICMP;
	if (type == SOCK_STREAM)
		return IPPROTO_TCP;
	if (type == SOCK_DGRAM)
		return IPPROTO_UDP;
	return type == SOCK_RAW ? IPPROTO_RAW : 0;
}

/* What the socket says of itself: its family, protocol and own end. */
INLINE void tell_socket(struct eyas_descriptor *body, struct file *file)
{
	struct inode *inode = PEEK(file, struct file, f_inode);
	struct super_block *super = super_of(inode);
	struct socket *socket;
	struct sock *sock;

	body->inode = PEEK(inode, struct inode, i_ino);
	body->device = encode_device(PEEK(super, struct super_block, s_dev));
	if ((PEEK(inode, struct inode, i_mode) & S_IFMT) != S_IFSOCK)
		return;
	socket = PEEK(file, struct file, private_data);
	sock = PEEK(socket, struct socket, sk);
	if (!sock)
		return;
	body->family = PEEK(sock, struct sock, __sk_common.skc_family);
	if (body->family != AF_INET && body->family != AF_INET6)
		return;
	body->l4_protocol = protocol_of(BPF_CORE_READ_BITFIELD_PROBED(sock, sk_type),
					BPF_CORE_READ_BITFIELD_PROBED(sock, sk_protocol));
	body->local_port = PEEK(sock, struct sock, __sk_common.skc_num);
	if (body->family == AF_INET)
		map_v4(body->local_address, PEEK(sock, struct sock, __sk_common.skc_rcv_saddr));
	else
		bpf_probe_read_kernel(body->local_address, 16, &sock->__sk_common.skc_v6_rcv_saddr);
}

/* In fixed steps: behind a short address there may be no more memory, and a length from a register is hard to bound. */
INLINE void read_address(union address *address, const struct call *call)
{
	if (call->address_bytes >= sizeof(address->v6))
		bpf_probe_read_user(address, sizeof(address->v6), (void *)call->address);
	else if (call->address_bytes >= sizeof(address->v4))
		bpf_probe_read_user(address, sizeof(address->v4), (void *)call->address);
	else if (call->address_bytes >= 3)
		bpf_probe_read_user(address, 3, (void *)call->address);
	else if (call->address_bytes == 2)
		bpf_probe_read_user(address, 2, (void *)call->address);
}

/* The end that was asked for, and from it what kind of descriptor this is. */
INLINE void tell_remote(struct work *work, struct eyas_descriptor *body, const struct call *call)
{
	union address asked = {};

	read_address(&asked, call);
	if (!body->family)
		body->family = asked.any.sa_family;
	if (asked.any.sa_family == AF_INET) {
		body->kind = '4';
		map_v4(body->remote_address, asked.v4.sin_addr.s_addr);
		body->remote_port = bpf_ntohs(asked.v4.sin_port);
	} else if (asked.any.sa_family == AF_INET6) {
		__builtin_memcpy(body->remote_address, &asked.v6.sin6_addr, 16);
		body->kind = is_mapped(body->remote_address) ? '4' : '6';
		body->remote_port = bpf_ntohs(asked.v6.sin6_port);
	} else if (asked.any.sa_family == AF_UNIX) {
		body->kind = 'u';
		/* An abstract name begins behind a zero byte; like Falco's, fd.name does not show it. */
		text_from_user(work, &body->name_raw, (void *)(call->address + (asked.bytes[2] ? 2 : 3)));
	}
}

SEC("tp_btf/sys_exit")
int eyas_connect(__u64 *ctx)
{
	struct pt_regs *regs = (void *)ctx[0];
	struct task_struct *task = bpf_get_current_task_btf();
	bool compat = is_compat(task);
	__u32 code = wanted(regs, task), type = code & ~EYAS_SOCKETCALL;
	struct work *work = work_of(HOOK_SYS_EXIT);
	struct eyas_count *count = count_of(type);
	struct call call = {};
	struct eyas_descriptor *body;
	struct eyas_header *header;
	struct file *file;

	if (!work || !count || !call_of(&call, regs, compat, code & EYAS_SOCKETCALL))
		return 0;
	count->seen++;
	if (is_own(task->tgid)) {
		count->own++;
		return 0;
	}
	if (!admits(count, EYAS_CLASS_OTHER))
		return 0;

	header = begin(work, type, sizeof(*body), task);
	header->result = (__s64)ctx[1];
	header->flags = compat ? EYAS_RECORD_IA32 : 0;
	body = body_of(work);
	body->fd = call.fd;
	body->dirfd = AT_FDCWD;
	body->fd_flags = header->result == 0 ? EYAS_DESCRIPTOR_CONNECTED : 0;
	file = file_of(call.fd);
	if (file)
		tell_socket(body, file);
	tell_remote(work, body, &call);
	submit(work, count);
	return 0;
}
