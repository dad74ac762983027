#include "CICU.h"

#include <unicode/ucnv.h>

int32_t kepu_decode_gb18030(const uint8_t *bytes, int32_t count, uint16_t *units, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter *converter = ucnv_open("gb18030", &status);
  if (U_FAILURE(status)) return -1;
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
  int32_t length = ucnv_toUChars(converter, (UChar *)units, capacity, (const char *)bytes, count, &status);
  ucnv_close(converter);
  if (status == U_BUFFER_OVERFLOW_ERROR) return length;
  return U_FAILURE(status) ? -1 : length;
}
