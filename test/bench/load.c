/*
 * Loads for the capture benchmark: repeats one thing for a while and prints nanoseconds an operation, as the median of
 * short bursts of it: bursts in which something else had the processor do not count.
 *
 *     load NAME MILLISECONDS [OPERATIONS A SECOND]
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct sockaddr_in listener_address;
static int listener;

static void do_getppid(void)
{
	syscall(SYS_getppid);
}

static void do_open(void)
{
	int fd = open("/usr/lib/os-release", O_RDONLY);

	if (fd < 0)
		exit(3);
	close(fd);
}

/* Fails at once, so that nearly all of its time goes into its event. */
static void do_dup(void)
{
	if (syscall(SYS_dup3, -1, 0, 0) >= 0)
		exit(3);
}

static void do_readwrite(void)
{
	static int pair[2] = { -1, -1 };
	char byte = 0;

	if (pair[0] < 0 && pipe(pair) < 0)
		exit(3);
	if (write(pair[1], &byte, 1) != 1 || read(pair[0], &byte, 1) != 1)
		exit(3);
}

static void do_connect(void)
{
	int client = socket(AF_INET, SOCK_STREAM, 0);
	struct linger reset = { .l_onoff = 1 };

	/* A reset in place of a slow close: otherwise the ports run out. */
	setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	if (connect(client, (struct sockaddr *)&listener_address, sizeof(listener_address)) < 0)
		exit(3);
	close(accept(listener, NULL, NULL));
	close(client);
}

static void do_exec(void)
{
	pid_t child = vfork();

	if (child == 0) {
		execl("/bin/true", "true", (char *)NULL);
		_exit(3);
	}
	waitpid(child, NULL, 0);
}

static void listen_on_loopback(void)
{
	socklen_t length = sizeof(listener_address);

	listener = socket(AF_INET, SOCK_STREAM, 0);
	listener_address.sin_family = AF_INET;
	listener_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bind(listener, (struct sockaddr *)&listener_address, sizeof(listener_address));
	listen(listener, 128);
	getsockname(listener, (struct sockaddr *)&listener_address, &length);
}

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

#define BURSTS 100000

static double bursts[BURSTS];

static int ascending(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

static double median_burst(long count)
{
	qsort(bursts, count, sizeof(*bursts), ascending);
	return bursts[count / 2];
}

static const struct {
	const char *name;
	void (*operation)(void);
} loads[] = {
	{ "getppid", do_getppid },
	{ "dup", do_dup },
	{ "readwrite", do_readwrite },
	{ "open", do_open },
	{ "connect", do_connect },
	{ "exec", do_exec },
};

int main(int argc, char **argv)
{
	if (argc != 3 && argc != 4)
		return 2;
	listen_on_loopback();
	for (unsigned int i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		if (strcmp(loads[i].name, argv[1]) != 0)
			continue;
		double start = now_ns(), end = start + atof(argv[2]) * 1e6;
		double rate = argc == 4 ? atof(argv[3]) : 0;
		long operations = 0, count = 0;

		while (now_ns() < end) {
			double burst_start = now_ns();
			/* The clock is read once a hundred times, except where one operation takes longer than reading it. */
			int burst = loads[i].operation == do_exec ? 1 : 100;

			for (int n = 0; n < burst; n++)
				loads[i].operation();
			operations += burst;
			if (count < BURSTS)
				bursts[count++] = (now_ns() - burst_start) / burst;
			/* Ahead of its pace: waits without sleeping, as the pace is finer than a timer. */
			while (rate && operations > (now_ns() - start) * rate / 1e9)
				;
		}
		printf("%.1f\n", median_burst(count));
		return 0;
	}
	return 2;
}
