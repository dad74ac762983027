/// Somebody else who knows who people are: a province's or a university's login (OpenID Connect Core 1.0).
public struct OpenIDProvider: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
  /// Its key in addresses.
  public let key: String
  /// Its issuer, exactly as it names itself.
  public let issuer: String
  /// Our identifier there.
  public let clientID: String
  /// Our secret there; public clients have none.
  public let clientSecret: String?
  /// What its button says.
  public let name: String

  /// A provider.
  public init(key: String, issuer: String, clientID: String, clientSecret: String?, name: String) {
    self.key = key
    self.issuer = issuer
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.name = name
  }

  /// The provider without its secret.
  public var description: String { "\(key) (\(issuer))" }

  /// The same for whoever looks inside.
  public var customMirror: Mirror { Mirror(self, children: ["key": key, "issuer": issuer, "clientID": clientID]) }

  /// Whether its addresses must be `https`; a provider on this machine is for trying.
  var mustBeSecure: Bool {
    !["http://localhost", "http://127.0.0.1"].contains {
      issuer == $0 || issuer.hasPrefix($0 + ":") || issuer.hasPrefix($0 + "/")
    }
  }
}

/// A login that has gone to the provider and is to come back; kept by the visitor's browser, sealed.
public struct PendingLogin: Codable, Sendable, Equatable {
  /// Comes back in the address (against cross-site request forgery).
  public let state: String
  /// Comes back in the token (against replay).
  public let nonce: String
  /// Proves that who asks for the token is who sent the visitor (PKCE, RFC 7636).
  public let codeVerifier: String
}

/// Who the provider says somebody is.
public struct OpenIDIdentity: Codable, Sendable, Equatable {
  /// The provider's key.
  public let provider: String
  /// The person there; never given to another.
  public let subject: String
  /// The address, if it was told.
  public let email: String?
  /// Whether the provider has confirmed the address.
  public let isEmailVerified: Bool
  /// The name, if it was told.
  public let name: String?

  /// An identity.
  public init(provider: String, subject: String, email: String?, isEmailVerified: Bool, name: String?) {
    self.provider = provider
    self.subject = subject
    self.email = email
    self.isEmailVerified = isEmailVerified
    self.name = name
  }
}

/// Why a login at a provider did not work.
public enum OpenIDError: Error, Sendable, Equatable {
  /// The provider cannot be reached, or answers nonsense; the words are for the log.
  case unreachable(String)
  /// The provider names another issuer, or addresses that are not secure.
  case misconfigured(String)
  /// The visitor came back with another state than they left with, or from another provider.
  case wrongState
  /// The visitor or the provider said no.
  case refused(String)
  /// The token is not right; the words are for the log.
  case wrongToken(String)
}
