/* Sockets: family, protocol and both ends, as the kernel has them and as a call names them. */
#ifndef EYAS_SOCKET_H
#define EYAS_SOCKET_H

#include "record.h"

#define SOCKFS_MAGIC 0x534f434b
#define AF_NETLINK 16
#define TCP_ESTABLISHED_STATE 1
#define UNIX_PATH_BYTES 108

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	__u8 bytes[28];
};

/* Where an address that the call names lies, and how long it is. */
struct named {
	__u64 at;
	__u32 bytes;
};

/* af_unix may be a module, with types of its own. */
struct unix_address___eyas {
	int len;
	struct sockaddr_un name[0];
} __attribute__((preserve_access_index));
struct unix_sock___eyas {
	struct unix_address___eyas *addr;
	struct sock *peer;
} __attribute__((preserve_access_index));

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

INLINE bool is_internet(const struct eyas_descriptor *body)
{
	return body->kind == '4' || body->kind == '6';
}

INLINE __u8 socket_kind(__u16 family)
{
	switch (family) {
	case AF_UNIX:
		return 'u';
	case AF_INET:
		return '4';
	case AF_INET6:
		return '6';
	default:
		return family == AF_NETLINK ? 'n' : 'o';
	}
}

/* True if the socket is bound to a name; one that begins with a zero byte is abstract, and Falco's does not show that. */
INLINE bool tell_unix_name(struct work *work, struct eyas_descriptor *body, struct sock *sock)
{
	struct unix_address___eyas *address;
	const __u8 *name;
	__u32 length;
	__u8 first = 0;

	if (!sock || !bpf_core_type_exists(struct unix_sock___eyas))
		return false;
	address = BPF_CORE_READ((struct unix_sock___eyas *)sock, addr);
	if (!address)
		return false;
	length = BPF_CORE_READ(address, len);
	if (length <= 2 || length > UNIX_PATH_BYTES + 2)
		return false;
	name = (void *)((__u64)address + bpf_core_field_offset(struct unix_address___eyas, name) + 2);
	bpf_probe_read_kernel(&first, 1, name);
	length -= 3;
	/* Of a path the last byte is zero. */
	bytes_from_kernel(work, &body->name_raw, first ? name : name + 1, length);
	return true;
}

INLINE void tell_unix(struct work *work, struct eyas_descriptor *body, struct sock *sock)
{
	if (tell_unix_name(work, body, sock) || !bpf_core_type_exists(struct unix_sock___eyas))
		return;
	tell_unix_name(work, body, BPF_CORE_READ((struct unix_sock___eyas *)sock, peer));
}

INLINE void tell_ends(struct eyas_descriptor *body, struct sock *sock)
{
	body->l4_protocol = protocol_of(BPF_CORE_READ_BITFIELD_PROBED(sock, sk_type),
					BPF_CORE_READ_BITFIELD_PROBED(sock, sk_protocol));
	body->local_port = PEEK(sock, struct sock, __sk_common.skc_num);
	body->remote_port = bpf_ntohs(PEEK(sock, struct sock, __sk_common.skc_dport));
	if (body->family == AF_INET) {
		map_v4(body->local_address, PEEK(sock, struct sock, __sk_common.skc_rcv_saddr));
		map_v4(body->remote_address, PEEK(sock, struct sock, __sk_common.skc_daddr));
		return;
	}
	bpf_probe_read_kernel(body->local_address, 16, &sock->__sk_common.skc_v6_rcv_saddr);
	bpf_probe_read_kernel(body->remote_address, 16, &sock->__sk_common.skc_v6_daddr);
	if (is_mapped(body->remote_address))
		body->kind = '4';
}

/* False if there is no socket behind the file, as behind one in a directory. */
INLINE bool tell_socket(struct work *work, struct eyas_descriptor *body, struct file *file, bool names_peer)
{
	struct inode *inode = PEEK(file, struct file, f_inode);
	struct super_block *super = super_of(inode);
	struct socket *socket;
	struct sock *sock;

	if (PEEK(super, struct super_block, s_magic) != SOCKFS_MAGIC)
		return false;
	socket = PEEK(file, struct file, private_data);
	sock = PEEK(socket, struct socket, sk);
	if (!sock)
		return false;
	body->family = PEEK(sock, struct sock, __sk_common.skc_family);
	body->kind = socket_kind(body->family);
	if (PEEK(sock, struct sock, __sk_common.skc_state) == TCP_ESTABLISHED_STATE)
		body->fd_flags |= EYAS_DESCRIPTOR_CONNECTED;
	if (body->family == AF_INET || body->family == AF_INET6)
		tell_ends(body, sock);
	else if (body->family == AF_UNIX && names_peer)
		tell_unix(work, body, sock);
	return true;
}

/* In fixed steps: behind a short address there may be no more memory, and a length from a register is hard to bound. */
INLINE void read_address(union address *address, const struct named *named)
{
	if (!named->at)
		return;
	if (named->bytes >= sizeof(address->v6))
		bpf_probe_read_user(address, sizeof(address->v6), (void *)named->at);
	else if (named->bytes >= sizeof(address->v4))
		bpf_probe_read_user(address, sizeof(address->v4), (void *)named->at);
	else if (named->bytes >= 3)
		bpf_probe_read_user(address, 3, (void *)named->at);
	else if (named->bytes == 2)
		bpf_probe_read_user(address, 2, (void *)named->at);
}

#endif
