#include "CCurl.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

struct upload {
  const char *bytes;
  size_t length;
  size_t sent;
};

static size_t give(char *buffer, size_t size, size_t count, void *context) {
  struct upload *upload = context;
  size_t room = size * count;
  size_t left = upload->length - upload->sent;
  size_t part = left < room ? left : room;
  memcpy(buffer, upload->bytes + upload->sent, part);
  upload->sent += part;
  return part;
}

/// Keeps the last line by which the server refused something; curl tells its code only.
static size_t hear(char *line, size_t size, size_t count, void *context) {
  char *last = context;
  size_t length = size * count;
  if (length == 0 || (line[0] != '4' && line[0] != '5')) return length;
  size_t part = length < 199 ? length : 199;
  memcpy(last, line, part);
  last[part] = 0;
  last[strcspn(last, "\r\n")] = 0;
  return length;
}

int kepu_smtp_send(
    const char *url, const char *user, const char *password, int needs_tls, const char *ca_file, const char *from,
    const char *to, const char *message, size_t length, long timeout_seconds, char *error, long *reply) {
  error[0] = 0;
  *reply = 0;
  CURL *curl = curl_easy_init();
  if (curl == NULL) return CURLE_FAILED_INIT;
  struct upload upload = {message, length, 0};
  struct curl_slist *recipients = curl_slist_append(NULL, to);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_URL, url);
  if (user != NULL) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, user);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
  }
  if (needs_tls) curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
  if (ca_file != NULL) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
  char last[200] = "";
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, hear);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, last);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, timeout_seconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, timeout_seconds * 3);
  CURLcode code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, reply);
  if (code != CURLE_OK && last[0] != 0) snprintf(error, 256, "%s", last);
  curl_slist_free_all(recipients);
  curl_easy_cleanup(curl);
  return (int)code;
}
