#ifndef KEPU_CICU_H
#define KEPU_CICU_H

#include <stddef.h>
#include <stdint.h>

// ICU's functions carry the library's version in their names (`ubrk_open_72`), by macros that Swift cannot see.
// These few functions give the ones we use plain names. None of them keeps a pointer it is given.

/// The kinds of token that `icu_words` tells apart.
enum { ICU_WORD_NONE = 0, ICU_WORD_NUMBER = 1, ICU_WORD_LETTER = 2, ICU_WORD_KANA = 3, ICU_WORD_HAN = 4 };

/// Opens a word break iterator of a locale. One iterator serves one thread at a time. NULL when ICU has no data.
void *icu_words_open(const char *locale);

/// Closes what `icu_words_open` opened.
void icu_words_close(void *iterator);

/// Cuts UTF-8 `text` into tokens: `ends[i]` is where token i ends, in bytes; `kinds[i]` is what it is.
/// Both arrays need room for `length` entries. Returns the number of tokens, or -1.
int32_t icu_words(void *iterator, const char *text, int32_t length, int32_t *ends, uint8_t *kinds);

/// Opens the transform named `identifier`, such as "Han-Latin". NULL when ICU has no data.
/// Opening parses the transform's rules (Han-Latin: some 90 ms). One transform serves one thread at a time.
void *icu_transform_open(const char *identifier);

/// Closes what `icu_transform_open` opened.
void icu_transform_close(void *transform);

/// Transforms UTF-16 `text`. Writes at most `capacity` units to `result`; returns how many, or -1, also when it
/// does not fit.
int32_t icu_transform(void *transform, const uint16_t *text, int32_t length, uint16_t *result, int32_t capacity);

/// Opens a collator of a locale such as "zh-u-co-pinyin". It may be used by many threads. NULL when there is none.
void *icu_collator_open(const char *locale);

/// Closes what `icu_collator_open` opened.
void icu_collator_close(void *collator);

/// Writes the sort key of UTF-16 `text`, without a closing zero. Returns the bytes it needs, which may be more than
/// `capacity`: then nothing useful was written, and the caller asks again.
int32_t icu_sort_key(const void *collator, const uint16_t *text, int32_t length, uint8_t *key, int32_t capacity);

/// Decodes GB 18030 into UTF-16; the number of units, which may exceed the capacity, or -1 when the bytes are not GB 18030.
int32_t kepu_decode_gb18030(const uint8_t *bytes, int32_t count, uint16_t *units, int32_t capacity);

#endif
