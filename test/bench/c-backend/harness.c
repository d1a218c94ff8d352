/*
 * Runs the modules of eyas, printed as C in front of this, over a memory image and batches:
 * harness IMAGE BATCHES [ROUNDS]. Verdicts of the batches to check go to standard output, a line a batch; then, if rounds
 * are asked for, a line "time STATE ALL" with the nanoseconds an event that the state takes alone and with the rules.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#define MAX_BATCHES 4096
#define MAX_ROUNDS 64

/* What a batch is for. */
enum { SET_UP, CHECK, MEASURE };

struct batch {
	u32 purpose;
	u32 events;
	u32 size;
	unsigned char *bytes;
};

static struct batch batches[MAX_BATCHES];
static u32 batch_count;

static void fail(const char *what)
{
	fprintf(stderr, "harness: %s\n", what);
	exit(1);
}

static void read_all(void *to, size_t size, FILE *file)
{
	if (fread(to, 1, size, file) != size)
		fail("a file is short");
}

static FILE *opened(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		fail("cannot open a file");
	return file;
}

/* The image is pages of 64 KiB that are not all zero, each behind its number. */
static void read_image(const char *path)
{
	FILE *file = opened(path);
	u32 page;
	if (mmap(M, MEMORY_BYTES + 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != M)
		fail("cannot map the memory");
	while (fread(&page, sizeof(page), 1, file) == 1)
		read_all(M + (u64)page * 65536, 65536, file);
	fclose(file);
}

static void read_batches(const char *path)
{
	FILE *file = opened(path);
	while (batch_count < MAX_BATCHES && fread(&batches[batch_count], 12, 1, file) == 1) {
		struct batch *batch = &batches[batch_count++];
		batch->bytes = malloc(batch->size);
		read_all(batch->bytes, batch->size, file);
	}
	fclose(file);
}

static void tell(u32 count, u32 resume)
{
	for (u32 i = 0; i < count; i++) {
		u32 at = MATCHES + i * MATCH_BYTES;
		if ((load_u32(at, 4) & ~1u) != resume)
			printf("%u ", load_u32(at, 0));
	}
}

/* As Runtime.judge does. */
static void judge(u32 size, int with_rules, int is_told)
{
	u32 end = BATCH + size;
	store_u32(CONTROL_ANSWER_BYTES, 0, 0);
	state_begin();
	for (u32 at = BATCH; at < end;) {
		u32 next = state_apply(at, end);
		if (next == 0)
			break;
		while (with_rules && at < next) {
			u32 count = rules_evaluate(at, next);
			u32 resume = load_u32(CONTROL_RECORD, 0);
			if (is_told)
				tell(count, resume);
			at = resume;
		}
		at = next;
	}
}

static int ascending(const void *a, const void *b)
{
	double first = *(const double *)a, second = *(const double *)b;
	return (first > second) - (first < second);
}

static double median(double *values, u32 count)
{
	qsort(values, count, sizeof(*values), ascending);
	return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

static double measured(const struct batch *batch, int with_rules)
{
	struct timespec start, end;
	memcpy(M + BATCH, batch->bytes, batch->size);
	clock_gettime(CLOCK_MONOTONIC, &start);
	judge(batch->size, with_rules, 0);
	clock_gettime(CLOCK_MONOTONIC, &end);
	return ((end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec)) / batch->events;
}

/* The middle batch of a round. */
static double one_round(int with_rules)
{
	static double samples[MAX_BATCHES];
	u32 count = 0;
	for (u32 i = 0; i < batch_count; i++)
		if (batches[i].purpose == MEASURE)
			samples[count++] = measured(&batches[i], with_rules);
	return median(samples, count);
}

int main(int argc, char **argv)
{
	int rounds = argc > 3 ? atoi(argv[3]) : 0;
	double last[2] = { 0, 0 };
	if (argc < 3)
		fail("IMAGE and BATCHES are needed");
	read_image(argv[1]);
	read_batches(argv[2]);
	state_reset();
	for (u32 i = 0; i < batch_count; i++) {
		if (batches[i].purpose == MEASURE)
			continue;
		memcpy(M + BATCH, batches[i].bytes, batches[i].size);
		judge(batches[i].size, 1, batches[i].purpose == CHECK);
		if (batches[i].purpose == CHECK)
			printf("\n");
	}
	for (int i = 0; i < rounds * 2; i++)
		last[i & 1] = one_round(i & 1);
	if (rounds > 0)
		printf("time %.2f %.2f\n", last[0], last[1]);
	return 0;
}
