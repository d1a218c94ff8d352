/*
 * Makes system calls by number, as its arguments say, and prints what each returned:
 *
 *     calls 87 /file / 41 =2 =1 =0 / 49 $1 in:127.0.0.1:80 =16
 *
 *     /            ends a call             =N           a number
 *     $K           what call K returned    &N           N bytes of zeroes
 *     in:IP:PORT   a sockaddr_in; the port may be @K, that of the socket that call K returned
 *     un:PATH      a sockaddr_un           len:N        a pointer to an int
 *     msg:TEXT     a msghdr with one vector, and msg:TEXT>IP:PORT with a destination
 *     hex:BYTES    a pointer to bytes      argv:WORD    a row of pointers to the word and nothing
 *     anything else is a pointer to that text; a text that begins with a slash needs another character behind it
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#define MAX_CALLS 32

static long results[MAX_CALLS];

static void *fresh(size_t bytes)
{
	return calloc(1, bytes + 8);
}

static struct sockaddr_in *internet(const char *text)
{
	struct sockaddr_in *address = fresh(sizeof(*address)), bound;
	socklen_t length = sizeof(bound);
	char *ip = strdup(text), *port = strchr(ip, ':');

	*port++ = 0;
	address->sin_family = AF_INET;
	inet_pton(AF_INET, ip, &address->sin_addr);
	address->sin_port = htons(atoi(port));
	if (*port == '@') {
		getsockname(results[atoi(port + 1)], (struct sockaddr *)&bound, &length);
		address->sin_port = bound.sin_port;
	}
	return address;
}

static struct sockaddr_un *local(const char *path)
{
	struct sockaddr_un *address = fresh(sizeof(*address));

	address->sun_family = AF_UNIX;
	strncpy(address->sun_path, path, sizeof(address->sun_path) - 1);
	return address;
}

static struct msghdr *message(const char *text)
{
	struct msghdr *message = fresh(sizeof(*message));
	struct iovec *vector = fresh(sizeof(*vector));
	char *copy = strdup(text), *to = strchr(copy, '>');

	if (to) {
		*to++ = 0;
		message->msg_name = internet(to);
		message->msg_namelen = sizeof(struct sockaddr_in);
	}
	vector->iov_base = copy;
	vector->iov_len = strlen(copy);
	message->msg_iov = vector;
	message->msg_iovlen = 1;
	return message;
}

static void *bytes_of(const char *text)
{
	size_t count = strlen(text) / 2;
	uint8_t *bytes = fresh(count);
	unsigned value;

	for (size_t i = 0; i < count; i++) {
		sscanf(text + 2 * i, "%2x", &value);
		bytes[i] = value;
	}
	return bytes;
}

static long value_of(char *word)
{
	if (*word == '=')
		return strtol(word + 1, NULL, 0);
	if (*word == '$')
		return results[atoi(word + 1)];
	if (*word == '&')
		return (long)fresh(atoi(word + 1));
	if (!strncmp(word, "in:", 3))
		return (long)internet(word + 3);
	if (!strncmp(word, "un:", 3))
		return (long)local(word + 3);
	if (!strncmp(word, "msg:", 4))
		return (long)message(word + 4);
	if (!strncmp(word, "hex:", 4))
		return (long)bytes_of(word + 4);
	if (!strncmp(word, "len:", 4)) {
		int *length = fresh(sizeof(*length));

		*length = atoi(word + 4);
		return (long)length;
	}
	if (!strncmp(word, "argv:", 5)) {
		char **row = fresh(3 * sizeof(*row));

		row[0] = word + 5;
		row[1] = "second";
		return (long)row;
	}
	return (long)word;
}

int main(int count, char **words)
{
	int at = 1;

	for (int call = 0; at < count && call < MAX_CALLS; call++) {
		long number = atol(words[at++]), values[6] = {};

		for (int i = 0; at < count && strcmp(words[at], "/"); i++, at++)
			if (i < 6)
				values[i] = value_of(words[at]);
		at++;
		results[call] = syscall(number, values[0], values[1], values[2], values[3], values[4], values[5]);
		if (results[call] < 0)
			results[call] = -errno;
		printf("%ld %ld\n", number, results[call]);
		fflush(stdout);
	}
	return 0;
}
