/* Makes the system calls that its arguments name, one after another, and prints what each returned. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static long result_of(long result)
{
	return result < 0 ? -errno : result;
}

static long connect_to(int family, int type, const void *address, socklen_t length)
{
	int fd = socket(family, type, 0);
	long result = result_of(connect(fd, address, length));

	close(fd);
	return result;
}

static long connect_v4(const char *ip, int port, int type)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };

	inet_pton(AF_INET, ip, &address.sin_addr);
	return connect_to(AF_INET, type, &address, sizeof(address));
}

static long connect_v6(const char *ip, int port)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

	inet_pton(AF_INET6, ip, &address.sin6_addr);
	return connect_to(AF_INET6, SOCK_STREAM, &address, sizeof(address));
}

static long connect_unix(const char *path, int abstract)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strncpy(address.sun_path + abstract, path, sizeof(address.sun_path) - 2);
	return connect_to(AF_UNIX, SOCK_STREAM, &address, sizeof(address));
}

static long open_beneath(const char *folder, const char *name)
{
	int directory = open(folder, O_RDONLY | O_DIRECTORY);
	long result = result_of(openat(directory, name, O_RDONLY));

	close(directory);
	return result;
}

static long open_how(const char *path)
{
	struct open_how how = { .flags = O_RDWR | O_CLOEXEC };

	return result_of(syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how)));
}

static long open_in_turn(const char *folder, int times)
{
	char path[256];

	for (int i = 0; i < times; i++) {
		snprintf(path, sizeof(path), "%s/%d", folder, i);
		open(path, O_RDONLY);
	}
	return times;
}

#ifdef __x86_64__
/* A 32-bit call from a 64-bit program; its pointers have to lie below 4 GiB. */
static long call_32(long number, const void *memory, size_t bytes, long second, long first_is_memory)
{
	void *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long result;

	memcpy(low, memory, bytes);
	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(number), "b"(first_is_memory ? (long)low : second), "c"(first_is_memory ? second : (long)low), "d"(bytes)
		     : "memory", "r8", "r9", "r10", "r11");
	return (int32_t)result;
}

static long connect_32(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
	return call_32(362, &address, sizeof(address), fd, 0);
}

/* The old way: one call for all of sockets, its arguments a row of words in memory. */
static long bind_32(int port)
{
	struct {
		uint32_t row[4];
		struct sockaddr_in address;
	} *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long result;

	low->row[0] = socket(AF_INET, SOCK_STREAM, 0);
	low->row[1] = (uint32_t)(uintptr_t)&low->address;
	low->row[2] = sizeof(low->address);
	low->address.sin_family = AF_INET;
	low->address.sin_port = htons(port);
	inet_pton(AF_INET, "192.0.2.1", &low->address.sin_addr);
	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(102), "b"(2), "c"(low->row)
		     : "memory", "r8", "r9", "r10", "r11");
	return (int32_t)result;
}
#endif

int main(int count, char **words)
{
	for (int i = 1; i < count; i++) {
		const char *word = words[i];
		long result = -1;

		if (!strcmp(word, "open"))
			result = result_of(syscall(SYS_openat, AT_FDCWD, words[++i], O_RDONLY));
		else if (!strcmp(word, "create"))
			result = result_of(syscall(SYS_openat, AT_FDCWD, words[++i], O_CREAT | O_RDWR | O_TRUNC, 0640));
		else if (!strcmp(word, "openat2"))
			result = open_how(words[++i]);
		else if (!strcmp(word, "beneath")) {
			result = open_beneath(words[i + 1], words[i + 2]);
			i += 2;
		} else if (!strcmp(word, "turns")) {
			result = open_in_turn(words[i + 1], atoi(words[i + 2]));
			i += 2;
		} else if (!strcmp(word, "chdir"))
			result = result_of(chdir(words[++i]));
		else if (!strcmp(word, "v4"))
			result = connect_v4("127.0.0.1", atoi(words[++i]), SOCK_STREAM);
		else if (!strcmp(word, "v4-busy"))
			result = connect_v4("127.0.0.1", atoi(words[++i]), SOCK_STREAM | SOCK_NONBLOCK);
		else if (!strcmp(word, "udp"))
			result = connect_v4("127.0.0.1", atoi(words[++i]), SOCK_DGRAM);
		else if (!strcmp(word, "v6"))
			result = connect_v6("::1", atoi(words[++i]));
		else if (!strcmp(word, "v6-mapped"))
			result = connect_v6("::ffff:127.0.0.1", atoi(words[++i]));
		else if (!strcmp(word, "unix"))
			result = connect_unix(words[++i], 0);
		else if (!strcmp(word, "abstract"))
			result = connect_unix(words[++i], 1);
#ifdef __x86_64__
		else if (!strcmp(word, "legacy-open"))
			result = result_of(syscall(SYS_open, words[++i], O_WRONLY | O_APPEND));
		else if (!strcmp(word, "creat"))
			result = result_of(syscall(SYS_creat, words[++i], 0600));
		else if (!strcmp(word, "open-32")) {
			i++;
			result = call_32(5, words[i], strlen(words[i]) + 1, O_RDONLY, 1);
		} else if (!strcmp(word, "connect-32"))
			result = connect_32(atoi(words[++i]));
		else if (!strcmp(word, "bind-32"))
			result = bind_32(atoi(words[++i]));
		else if (!strcmp(word, "unlink-32")) {
			i++;
			result = call_32(10, words[i], strlen(words[i]) + 1, 0, 1);
		} else if (!strcmp(word, "setuid-32"))
			result = call_32(213, words[i], 1, atoi(words[i + 1]), 0), i++;
		/* Number 2 is open for 64-bit programs and fork for 32-bit ones; 42 is connect and pipe. */
		else if (!strcmp(word, "pipe-32"))
			result = call_32(42, words[i], 8, 0, 1);
#endif
		else if (!strcmp(word, "exec-memfd")) {
			char buffer[65536];
			int from = open("/proc/self/exe", O_RDONLY), to = memfd_create("hidden", MFD_CLOEXEC);
			ssize_t got;

			while ((got = read(from, buffer, sizeof(buffer))) > 0)
				if (write(to, buffer, got) != got)
					return 1;
			fexecve(to, (char *[]){ "from-memory", "first", NULL }, (char *[]){ NULL });
		} else if (!strcmp(word, "exit"))
			_exit(atoi(words[++i]));
		else if (!strcmp(word, "abort"))
			abort();
		else if (!strcmp(word, "wait")) {
			char byte;

			result = read(0, &byte, 1);
		}
		printf("%s %ld\n", word, result);
		fflush(stdout);
	}
	return 0;
}
