/*
 * Makes requests of io_uring, one after the other, and prints what each completed with; nothing for those that are not to
 * tell their success.
 *
 *     ring openat /file 0 / skip openat /other 0 / connect 127.0.0.1 80 / unlinkat /file / renameat /a /b / mkdirat /d
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ENTRIES 4

struct ring {
	int fd;
	char *submissions, *completions;
	struct io_uring_params of;
	struct io_uring_sqe *entries;
};

static unsigned *at(char *base, unsigned offset)
{
	return (unsigned *)(base + offset);
}

static void open_ring(struct ring *ring)
{
	memset(ring, 0, sizeof(*ring));
	ring->fd = syscall(SYS_io_uring_setup, ENTRIES, &ring->of);
	if (ring->fd < 0)
		exit(errno);
	ring->submissions = mmap(NULL, ring->of.sq_off.array + ENTRIES * 4, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd,
				 IORING_OFF_SQ_RING);
	ring->completions = mmap(NULL, ring->of.cq_off.cqes + ring->of.cq_entries * sizeof(struct io_uring_cqe),
				 PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, IORING_OFF_CQ_RING);
	ring->entries = mmap(NULL, ENTRIES * sizeof(*ring->entries), PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd,
			     IORING_OFF_SQES);
}

static void submit(struct ring *ring, struct io_uring_sqe *request)
{
	unsigned *tail = at(ring->submissions, ring->of.sq_off.tail), slot = *tail % ENTRIES;
	unsigned *head = at(ring->completions, ring->of.cq_off.head);
	unsigned waits = request->flags & IOSQE_CQE_SKIP_SUCCESS ? 0 : 1;
	struct io_uring_cqe *results = (void *)(ring->completions + ring->of.cq_off.cqes);

	ring->entries[slot] = *request;
	at(ring->submissions, ring->of.sq_off.array)[slot] = slot;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	syscall(SYS_io_uring_enter, ring->fd, 1, waits, IORING_ENTER_GETEVENTS, NULL, 0);
	if (*head == __atomic_load_n(at(ring->completions, ring->of.cq_off.tail), __ATOMIC_ACQUIRE))
		return;
	printf("%d\n", results[*head % ring->of.cq_entries].res);
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
}

/* The words of a request; a NULL ends them. */
static void make(struct ring *ring, char **words)
{
	struct io_uring_sqe request = { .fd = AT_FDCWD };
	struct sockaddr_in to = { .sin_family = AF_INET };

	if (!strcmp(words[0], "skip")) {
		request.flags = IOSQE_CQE_SKIP_SUCCESS;
		words++;
	}
	request.addr = (unsigned long)words[1];
	if (!strcmp(words[0], "openat")) {
		request.opcode = IORING_OP_OPENAT;
		request.open_flags = strtol(words[2], NULL, 8);
		request.len = 0640;
	} else if (!strcmp(words[0], "unlinkat")) {
		request.opcode = IORING_OP_UNLINKAT;
	} else if (!strcmp(words[0], "mkdirat")) {
		request.opcode = IORING_OP_MKDIRAT;
		request.len = 0750;
	} else if (!strcmp(words[0], "connect")) {
		request.opcode = IORING_OP_CONNECT;
		request.fd = socket(AF_INET, SOCK_STREAM, 0);
		to.sin_addr.s_addr = inet_addr(words[1]);
		to.sin_port = htons(atoi(words[2]));
		request.addr = (unsigned long)&to;
		request.off = sizeof(to);
	} else {
		request.opcode = !strcmp(words[0], "renameat") ? IORING_OP_RENAMEAT
				 : !strcmp(words[0], "linkat") ? IORING_OP_LINKAT
							       : IORING_OP_SYMLINKAT;
		request.off = (unsigned long)words[2];
		if (request.opcode == IORING_OP_SYMLINKAT)
			request.fd = AT_FDCWD;
		else
			request.len = AT_FDCWD;
	}
	submit(ring, &request);
}

int main(int count, char **words)
{
	struct ring ring;
	int first = 1;

	open_ring(&ring);
	for (int i = 1; i <= count; i++) {
		if (i < count && strcmp(words[i], "/"))
			continue;
		words[i] = NULL;
		make(&ring, words + first);
		first = i + 1;
	}
	return 0;
}
