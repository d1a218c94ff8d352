/* connect, bind, accept, send and receive: both ends, of calls that are still under way or have failed too. */
#include "call.h"
#include "descriptor.h"

/* Of native programs; those of 32-bit programs have words for pointers and lengths. */
struct message {
	__u64 name;
	__u32 name_bytes;
	__u32 unused;
	__u64 vector;
	__u64 vector_count;
};
struct message_32 {
	__u32 name;
	__u32 name_bytes;
	__u32 vector;
	__u32 vector_count;
};

/* What a call sends or receives: where its bytes are, and the other end if it is named. */
struct transfer {
	struct named other;
	__u64 data;
	__u64 size;
};

INLINE bool is_message(__u32 type)
{
	return type == EYAS_EVENT_SENDMSG || type == EYAS_EVENT_RECVMSG || type == EYAS_EVENT_SENDMMSG ||
	       type == EYAS_EVENT_RECVMMSG;
}

INLINE bool receives(__u32 type)
{
	return type == EYAS_EVENT_RECVFROM || type == EYAS_EVENT_RECVMSG || type == EYAS_EVENT_RECVMMSG;
}

/* The first vector is enough: it is where a protocol shows itself. */
INLINE void read_message(struct transfer *transfer, const struct call *call)
{
	void *at = (void *)argument_of(call, 1);
	struct message message = {};
	struct message_32 message_32 = {};
	__u64 vector[2] = {};
	__u32 vector_32[2] = {};

	if (call->compat) {
		bpf_probe_read_user(&message_32, sizeof(message_32), at);
		bpf_probe_read_user(vector_32, sizeof(vector_32), (void *)(__u64)message_32.vector);
		transfer->other.at = message_32.name;
		transfer->other.bytes = message_32.name_bytes;
		transfer->data = vector_32[0];
		transfer->size = vector_32[1];
		return;
	}
	bpf_probe_read_user(&message, sizeof(message), at);
	bpf_probe_read_user(vector, sizeof(vector), (void *)message.vector);
	transfer->other.at = message.name;
	transfer->other.bytes = message.name_bytes;
	transfer->data = vector[0];
	transfer->size = vector[1];
}

INLINE void read_transfer(struct transfer *transfer, const struct call *call)
{
	if (is_message(call->type)) {
		read_message(transfer, call);
		return;
	}
	transfer->data = argument_of(call, 1);
	transfer->size = argument_of(call, 2);
	transfer->other.at = argument_of(call, 4);
	if (call->type == EYAS_EVENT_SENDTO)
		transfer->other.bytes = argument_of(call, 5);
	else if (transfer->other.at)
		bpf_probe_read_user(&transfer->other.bytes, sizeof(transfer->other.bytes), (void *)argument_of(call, 5));
}

/* The end that a call names: the other one, or of bind its own. */
INLINE void tell_named(struct work *work, struct eyas_descriptor *body, const struct named *named, bool own)
{
	__u8 *address = own ? body->local_address : body->remote_address;
	union address asked = {};
	__u16 port;

	read_address(&asked, named);
	if (!body->family)
		body->family = asked.any.sa_family;
	if (asked.any.sa_family == AF_INET) {
		body->kind = '4';
		map_v4(address, asked.v4.sin_addr.s_addr);
		port = bpf_ntohs(asked.v4.sin_port);
	} else if (asked.any.sa_family == AF_INET6) {
		__builtin_memcpy(address, &asked.v6.sin6_addr, 16);
		body->kind = is_mapped(address) ? '4' : '6';
		port = bpf_ntohs(asked.v6.sin6_port);
	} else {
		if (asked.any.sa_family == AF_UNIX) {
			body->kind = 'u';
			/* An abstract name begins behind a zero byte; like Falco's, fd.name does not show it. */
			text_from_user(work, &body->name_raw, (void *)(named->at + (asked.bytes[2] ? 2 : 3)));
		}
		return;
	}
	if (own)
		body->local_port = port;
	else
		body->remote_port = port;
}

#define EINPROGRESS 115

/* What was asked of a call counts, not what came of it: a refused connection has its end too. */
INLINE void tell_connect(const struct call *call, struct eyas_descriptor *body)
{
	struct named named = { .at = argument_of(call, 1), .bytes = argument_of(call, 2) };

	tell_named(call->work, body, &named, false);
	body->fd_flags &= ~EYAS_DESCRIPTOR_CONNECTED;
	/* Like Falco's: a connection that is under way is one. */
	if (call->result == 0 || call->result == -EINPROGRESS)
		body->fd_flags |= EYAS_DESCRIPTOR_CONNECTED | EYAS_DESCRIPTOR_NAME_CHANGED;
}

INLINE void tell_bind(const struct call *call, struct eyas_descriptor *body)
{
	struct named named = { .at = argument_of(call, 1), .bytes = argument_of(call, 2) };

	tell_named(call->work, body, &named, true);
	if (call->result < 0)
		return;
	if (is_internet(body))
		body->fd_flags |= EYAS_DESCRIPTOR_SERVER;
	if (body->kind != 'n')
		body->fd_flags |= EYAS_DESCRIPTOR_NAME_CHANGED;
}

/* How full the queue of the socket that listens is. */
INLINE void tell_accept(const struct call *call, struct call_record *record)
{
	struct file *file = file_of((__s32)argument_of(call, 0));
	struct inode *inode;
	struct socket *socket;
	struct sock *sock;

	record->call.arg3 = call->type == EYAS_EVENT_ACCEPT4 ? (__u32)argument_of(call, 3) : 0;
	if (call->result >= 0)
		record->descriptor.fd_flags |= EYAS_DESCRIPTOR_NAME_CHANGED;
	if (is_internet(&record->descriptor))
		record->descriptor.fd_flags |= EYAS_DESCRIPTOR_SERVER;
	if (!file)
		return;
	inode = PEEK(file, struct file, f_inode);
	if ((PEEK(inode, struct inode, i_mode) & S_IFMT) != S_IFSOCK)
		return;
	socket = PEEK(file, struct file, private_data);
	sock = PEEK(socket, struct socket, sk);
	if (!sock)
		return;
	record->call.arg2 = BPF_CORE_READ(sock, sk_ack_backlog);
	record->call.arg4 = BPF_CORE_READ(sock, sk_max_ack_backlog);
	if (record->call.arg4)
		record->call.arg1 = (__u64)record->call.arg2 * 100 / (__u64)record->call.arg4;
}

/* Without a connection each call names the other end, and who received is the server. */
INLINE void tell_transfer(const struct call *call, struct call_record *record)
{
	struct eyas_descriptor *body = &record->descriptor;
	struct transfer transfer = {};
	__u64 bytes;

	read_transfer(&transfer, call);
	record->call.arg2 = is_message(call->type) && call->result > 0 ? call->result : (__u32)transfer.size;
	if (transfer.other.at && !(body->fd_flags & EYAS_DESCRIPTOR_CONNECTED) &&
	    (call->result >= 0 || !receives(call->type))) {
		tell_named(call->work, body, &transfer.other, false);
		if (call->result >= 0)
			body->fd_flags |= EYAS_DESCRIPTOR_NAME_CHANGED;
		if (receives(call->type) && is_internet(body))
			body->fd_flags |= EYAS_DESCRIPTOR_SERVER;
	}
	bytes = transfer.size;
	if (call->result >= 0 && bytes > (__u64)call->result && !(is_message(call->type) && call->result == 0))
		bytes = call->result;
	if (call->result >= 0 || !receives(call->type))
		bytes_from_user(call->work, &record->call.data, (void *)transfer.data, bytes);
}

SEC("tp_btf/sys_exit")
int eyas_network(__u64 *ctx)
{
	struct call_record *record;
	struct call call = {};
	struct file *file;
	bool accepts;

	if (!enter(&call, ctx) || !stays(&call))
		return 0;
	if (!admits(call.count, receives(call.type) ? EYAS_CLASS_READ : EYAS_CLASS_OTHER))
		return 0;
	accepts = call.type == EYAS_EVENT_ACCEPT || call.type == EYAS_EVENT_ACCEPT4;
	record = begin_call_record(&call);
	record->descriptor.fd = accepts ? (call.result >= 0 ? (__s32)call.result : -1) : (__s32)argument_of(&call, 0);
	record->call.arg0 = (__s32)argument_of(&call, 0);
	file = file_of(record->descriptor.fd);
	if (file)
		tell_descriptor(call.work, &record->descriptor, file, call.type != EYAS_EVENT_CONNECT && call.type != EYAS_EVENT_BIND);
	if (call.type == EYAS_EVENT_CONNECT)
		tell_connect(&call, &record->descriptor);
	else if (call.type == EYAS_EVENT_BIND)
		tell_bind(&call, &record->descriptor);
	else if (accepts)
		tell_accept(&call, record);
	else
		tell_transfer(&call, record);
	submit_call(&call, &record->descriptor);
	return 0;
}
