#ifndef KEPU_CCURL_H
#define KEPU_CCURL_H

#include <stddef.h>

/// Sends one message by SMTP. `curl_easy_setopt` is variadic, which Swift cannot call; hence this function.
///
/// `url` is `smtp://host:port` or `smtps://host:port`; `user` and `password` may be NULL; `needs_tls` demands STARTTLS;
/// `ca_file` may be NULL. Returns 0, or curl's code with its words in `error` (at least 256 bytes); `reply` is the
/// server's last SMTP code, or 0.
int kepu_smtp_send(
    const char *url, const char *user, const char *password, int needs_tls, const char *ca_file, const char *from,
    const char *to, const char *message, size_t length, long timeout_seconds, char *error, long *reply);

#endif
