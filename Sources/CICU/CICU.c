#include "CICU.h"

#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>
#include <unicode/utrans.h>

void *icu_words_open(const char *locale) {
  UErrorCode status = U_ZERO_ERROR;
  UBreakIterator *iterator = ubrk_open(UBRK_WORD, locale, NULL, 0, &status);
  return U_SUCCESS(status) ? iterator : NULL;
}

void icu_words_close(void *iterator) { ubrk_close(iterator); }

static uint8_t kind_of(int32_t rule) {
  if (rule >= UBRK_WORD_IDEO) return ICU_WORD_HAN;
  if (rule >= UBRK_WORD_KANA) return ICU_WORD_KANA;
  if (rule >= UBRK_WORD_LETTER) return ICU_WORD_LETTER;
  if (rule >= UBRK_WORD_NUMBER) return ICU_WORD_NUMBER;
  return ICU_WORD_NONE;
}

int32_t icu_words(void *iterator, const char *text, int32_t length, int32_t *ends, uint8_t *kinds) {
  UErrorCode status = U_ZERO_ERROR;
  UText view = UTEXT_INITIALIZER;
  utext_openUTF8(&view, text, length, &status);
  ubrk_setUText(iterator, &view, &status);
  if (U_FAILURE(status)) return -1;
  int32_t count = 0;
  ubrk_first(iterator);
  for (int32_t end = ubrk_next(iterator); end != UBRK_DONE && count < length; end = ubrk_next(iterator)) {
    ends[count] = end;
    kinds[count] = kind_of(ubrk_getRuleStatus(iterator));
    count += 1;
  }
  // The iterator outlives `text`: point it at something that does too.
  ubrk_setText(iterator, u"", 0, &status);
  utext_close(&view);
  return count;
}

void *icu_transform_open(const char *identifier) {
  UErrorCode status = U_ZERO_ERROR;
  UChar name[64];
  u_strFromUTF8(name, 64, NULL, identifier, -1, &status);
  UTransliterator *transform = utrans_openU(name, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
  return U_SUCCESS(status) ? transform : NULL;
}

void icu_transform_close(void *transform) { utrans_close(transform); }

int32_t icu_transform(void *transform, const uint16_t *text, int32_t length, uint16_t *result, int32_t capacity) {
  if (length > capacity) return -1;
  UErrorCode status = U_ZERO_ERROR;
  int32_t written = length, limit = length;
  memcpy(result, text, (size_t)length * sizeof(uint16_t));
  utrans_transUChars(transform, (UChar *)result, &written, capacity, 0, &limit, &status);
  return U_SUCCESS(status) && written <= capacity ? written : -1;
}

void *icu_collator_open(const char *locale) {
  UErrorCode status = U_ZERO_ERROR;
  UCollator *collator = ucol_open(locale, &status);
  return U_SUCCESS(status) ? collator : NULL;
}

void icu_collator_close(void *collator) { ucol_close(collator); }

int32_t icu_sort_key(const void *collator, const uint16_t *text, int32_t length, uint8_t *key, int32_t capacity) {
  // ICU counts the closing zero, which a caller that knows the length has no use for.
  int32_t needed = ucol_getSortKey(collator, (const UChar *)text, length, key, capacity);
  return needed > 0 ? needed - 1 : 0;
}
