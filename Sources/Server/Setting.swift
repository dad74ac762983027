import Mail

/// One thing an operator can set, by file, environment or flag.
public struct Setting: Sendable {
  /// Its name in a file (`map.review-number`); in the environment `KEPU_MAP_REVIEW_NUMBER`.
  public let name: String
  /// What it does, for `--print-config`.
  public let help: String
  /// Its value when nobody sets it; `nil` means that it is off.
  public let standard: String?
  /// What a right value looks like, for the error that says so.
  public let expected: String
  /// Whether its value must not be shown.
  public let isSecret: Bool
  let isRight: @Sendable (String) -> Bool

  /// Its name in the environment.
  public var variable: String {
    "KEPU_" + name.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
  }

  init(
    _ name: String, _ help: String, standard: String? = nil, expected: String = "a text", isSecret: Bool = false,
    isRight: @escaping @Sendable (String) -> Bool = { _ in true }
  ) {
    self.name = name
    self.help = help
    self.standard = standard
    self.expected = expected
    self.isSecret = isSecret
    self.isRight = isRight
  }
}

extension Setting {
  static func flag(_ name: String, _ help: String, standard: Bool) -> Setting {
    Setting(name, help, standard: standard ? "true" : "false", expected: "true or false") {
      $0 == "true" || $0 == "false"
    }
  }

  static func number(_ name: String, _ help: String, standard: Int, in range: ClosedRange<Int>) -> Setting {
    Setting(
      name, help, standard: String(standard), expected: "a number from \(range.lowerBound) to \(range.upperBound)"
    ) { Int($0).map(range.contains) ?? false }
  }

  /// Every setting, in the order in which `--print-config` shows them.
  public static let all: [Setting] = [
    Setting(
      "database", "Where everything is kept.", standard: "sqlite:var/kepu.sqlite",
      expected: "sqlite:PATH or postgresql://…", isSecret: true
    ) { $0.hasPrefix("sqlite:") || $0.hasPrefix("postgresql://") || $0.hasPrefix("postgres://") },
    Setting("host", "Address to listen on.", standard: "127.0.0.1", expected: "an IP address or a host name") {
      !$0.isEmpty && !$0.contains(" ")
    },
    number("port", "Port to listen on.", standard: 8080, in: 0...65535),
    Setting(
      "public-url", "Address under which visitors reach the portal.", expected: "https://… without a path"
    ) { ($0.hasPrefix("https://") || $0.hasPrefix("http://")) && !$0.hasSuffix("/") },
    Setting("home", "Folder that holds Data, Public, Locales and Policies.", standard: "."),
    Setting("media", "Folder for photos.", standard: "var/media"),
    Setting("time-zone", "Time zone of dates and of bases that do not say theirs.", standard: "Asia/Shanghai"),
    Setting("province", "Code of the province whose portal this is.", standard: "440000", expected: "six digits") {
      $0.count == 6 && $0.allSatisfy { ("0"..."9").contains($0) }
    },
    flag("seed", "Load the shipped regions and venues when the database is empty.", standard: true),
    Setting("organizer.zh-hans", "Who runs the portal, in Simplified Chinese."),
    Setting("organizer.zh-hant", "Who runs the portal, in Traditional Chinese."),
    Setting("organizer.en", "Who runs the portal, in English."),
    Setting("contact", "How visitors reach the organizer: an e-mail address or a telephone number."),
    Setting("icp", "ICP record number for the footer, such as 粤ICP备12345678号."),
    Setting("police-record", "Public security record number, such as 粤公网安备 44010602000001号."),
    Setting("map.review-number", "Review number (审图号) of the base map, shown with every map."),
    Setting(
      "map.raster", "Template of a raster base layer, such as Tianditu's; needs map.review-number.",
      expected: "https://…{z}…{x}…{y}…", isSecret: true
    ) { $0.hasPrefix("https://") && $0.contains("{z}") && $0.contains("{x}") && $0.contains("{y}") },
    Setting("map.attribution", "Words of thanks to the owner of the raster layer."),
    number(
      "rehearsal.days", "Days by which the portal's clock is ahead, to rehearse a round before its year; every page says so.",
      standard: 0, in: 0...3_650),
    number("trusted-proxies", "Proxies in front whose X-Forwarded-For is believed.", standard: 0, in: 0...8),
    number("rate.pages", "Requests a minute that one address may make for pages.", standard: 6000, in: 1...100_000_000),
    number("rate.logins", "Tries a minute that one address may make to log in or register.", standard: 30, in: 1...100_000_000),
    number("rate.bookings", "Tries a minute that one address may make to get places.", standard: 60, in: 1...100_000_000),
    number("timeout.head", "Seconds in which the head of a request must have come.", standard: 20, in: 1...3_600),
    number("timeout.body", "Seconds that a request's body may take before its rate counts.", standard: 20, in: 1...3_600),
    number("timeout.body-rate", "Bytes a second that a body must bring beyond that.", standard: 500, in: 1...100_000_000),
    number("timeout.stall", "Seconds in which a client may take nothing of its answer.", standard: 300, in: 1...86_400),
    number("timeout.idle", "Seconds that a connection stays open between two requests.", standard: 60, in: 1...86_400),
    Setting(
      "mail", "How mails leave: into a folder while a portal is being tried, by a sendmail program, or to a mail server.",
      standard: "folder:var/mail", expected: "folder:PATH, sendmail:PATH, smtp://user:password@host:port or smtps://…",
      isSecret: true
    ) { Mailer($0) != nil },
    Setting(
      "login-providers", "YAML file with other portals' logins (OpenID Connect): key, name, issuer, client_id, client_secret."),
    Setting("mail-from", "Address from which mails come.", standard: "kepu@localhost", expected: "an e-mail address") {
      Mailbox(address: $0) != nil
    },
    Setting("tls.certificate", "PEM file with the certificate chain; turns HTTPS and HTTP/2 on."),
    Setting("tls.key", "PEM file with the private key."),
    Setting("log-level", "How much is logged.", standard: "info", expected: "trace, debug, info, notice, warning or error") {
      ["trace", "debug", "info", "notice", "warning", "error"].contains($0)
    },
    Setting("metrics-token", "Bearer token that /metrics asks for; without one only this machine may read it.", isSecret: true),
    Setting(
      "secret", "Key that signs forms and seals secrets; without one, secret-file has it.", expected: "32 characters or more",
      isSecret: true
    ) {
      $0.utf8.count >= 32
    },
    Setting("secret-file", "File with that key; written when it is absent.", standard: "var/secret"),
  ]
}
