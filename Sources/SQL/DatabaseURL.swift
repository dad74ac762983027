internal import CPostgres

/// Where a database is.
///
/// - `sqlite:var/kepu.sqlite`: a file; the folder must exist.
/// - `postgresql://user@host1,host2/kepu?target_session_attrs=read-write&sslmode=verify-full`: everything that libpq
///   understands, several hosts and TLS options included. A schema is chosen by `options=-csearch_path%3Dname`.
public struct DatabaseURL: Sendable, Hashable {
  enum Location: Sendable, Hashable {
    case sqlite(path: String)
    case postgres(url: String)
  }

  let location: Location

  /// Reads the text of a configuration.
  ///
  /// - Throws: `DatabaseError.other` with a sentence that says what was expected; it never repeats a password.
  public init(_ text: String) throws {
    if text.hasPrefix("sqlite:") {
      let path = String(text.dropFirst("sqlite:".count))
      guard !path.isEmpty, !path.hasPrefix(":memory:") else {
        throw DatabaseError.other("a path is expected after sqlite: such as sqlite:var/kepu.sqlite")
      }
      location = .sqlite(path: path)
    } else if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
      guard PostgresOptions.areValid(text) else {
        throw DatabaseError.other(
          "the postgresql:// address is not one that libpq understands; special characters must be percent-encoded"
        )
      }
      location = .postgres(url: text)
    } else {
      throw DatabaseError.other(
        "a database is given as sqlite:path/to/file or postgresql://user@host/name, and this is neither")
    }
  }

  /// A file of SQLite.
  public static func sqlite(path: String) -> DatabaseURL {
    DatabaseURL(location: .sqlite(path: path))
  }

  private init(location: Location) {
    self.location = location
  }

  /// The engine that the address speaks of.
  public var engine: Engine {
    switch location {
    case .sqlite: .sqlite
    case .postgres: .postgres
    }
  }

  /// The file of SQLite.
  public var path: String? {
    if case .sqlite(let path) = location { path } else { nil }
  }
}

extension DatabaseURL: CustomStringConvertible {
  /// The address without user, password and options.
  public var description: String {
    switch location {
    case .sqlite(let path): return "sqlite:\(path)"
    case .postgres(let url):
      let place = url.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "?" }
      return "postgresql://\(place.split(separator: "@").last ?? "")"
    }
  }
}

extension DatabaseURL: CustomReflectable {
  /// Nothing, so that a dump of a configuration does not show the password.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
