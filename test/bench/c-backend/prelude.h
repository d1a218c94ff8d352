/* What the C of a module is written in: WebAssembly's types, and its memory at an address that is fixed. */
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t i32;
typedef int64_t i64;
typedef float f32;
typedef double f64;
typedef __m128i v128;
typedef unsigned char v16 __attribute__((vector_size(16)));

#define M ((unsigned char *)0x200000000ull)

#define ACCESS(name, type)                                                                                             \
	static inline __attribute__((always_inline)) type load_##name(u32 at, u32 offset)                              \
	{                                                                                                              \
		type value;                                                                                            \
		memcpy(&value, M + (u64)at + offset, sizeof(value));                                                   \
		return value;                                                                                          \
	}                                                                                                              \
	static inline __attribute__((always_inline)) void store_##name(u32 at, u32 offset, u64 wide)                   \
	{                                                                                                              \
		type value = (type)wide;                                                                               \
		memcpy(M + (u64)at + offset, &value, sizeof(value));                                                   \
	}

ACCESS(u8, uint8_t)
ACCESS(i8, int8_t)
ACCESS(u16, uint16_t)
ACCESS(i16, int16_t)
ACCESS(u32, u32)
ACCESS(i32, i32)
ACCESS(u64, u64)

static inline __attribute__((always_inline)) v128 load_v128(u32 at, u32 offset)
{
	return _mm_loadu_si128((const v128 *)(M + (u64)at + offset));
}

static inline __attribute__((always_inline)) void store_v128(u32 at, u32 offset, v128 value)
{
	_mm_storeu_si128((v128 *)(M + (u64)at + offset), value);
}

static inline f64 double_of(u64 bits)
{
	f64 value;
	memcpy(&value, &bits, sizeof(value));
	return value;
}

static inline u64 bits_of(f64 value)
{
	u64 bits;
	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

static inline __attribute__((always_inline)) f64 load_f64(u32 at, u32 offset)
{
	return double_of(load_u64(at, offset));
}

static inline __attribute__((always_inline)) void store_f64(u32 at, u32 offset, f64 value)
{
	store_u64(at, offset, bits_of(value));
}
