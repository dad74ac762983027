import HTTPTypes
import Journal
import SQL
import Site

/// Somebody who is logged in, with what they may do; gathered once a request.
public struct Rights: Sendable {
  /// The person.
  public let person: Person
  /// The grants that hold now.
  public let grants: [Grant]
  /// The session, or `nil` for a token of the API.
  public let session: ID<Session>?
  /// When they last proved who they are.
  public let confirmedAt: Instant
  /// Whether a second factor was shown when this session began.
  public let hasSecondFactor: Bool
  /// What a token of the API may do; `nil` for people at a browser, who may do what their grants allow.
  public let tokenScopes: Set<TokenScope>?
  let isSecondFactorOwed: Bool

  /// Whether this person may do something to a target: `rights.may(.editBase, base.target)`.
  public func may(_ action: Action, _ target: Target) -> Bool {
    guard !isSecondFactorOwed, tokenScopes?.allow(action) ?? true else { return false }
    return grants.contains { $0.role.actions.contains(action) && $0.scope.covers(target) }
  }

  /// Whether this person may do something anywhere at all; what lies behind still asks for the place.
  public func may(_ action: Action) -> Bool {
    guard !isSecondFactorOwed, tokenScopes?.allow(action) ?? true else { return false }
    return grants.contains { $0.role.actions.contains(action) }
  }

  /// Stops everybody who may not.
  ///
  /// - Throws: `Problem` 403, with a sentence that says what is missing.
  public func require(_ action: Action, _ target: Target, _ t: Localizer) throws {
    guard !may(action, target) else { return }
    throw Problem(
      .forbidden, detail: isSecondFactorOwed ? Self.owed(t) : t("Your account has no grant for this, or not for this place."))
  }

  static func owed(_ t: Localizer) -> String {
    t("Your role asks for a second factor. Set up codes or a passkey under “Security”, then log in again.")
  }

  /// The scopes in which this person may do something.
  public func scopes(for action: Action) -> [Scope] {
    may(action) ? grants.filter { $0.role.actions.contains(action) }.map(\.scope) : []
  }

  /// How the journal writes this person.
  public var actor: JournalEntry.Actor { .person(person.id) }
}

/// What a token of the API may be used for.
public enum TokenScope: String, Sendable, CaseIterable {
  /// Reads what its owner may read.
  case read
  /// Changes bases that its owner may change.
  case bases
}

extension Set<TokenScope> {
  fileprivate func allow(_ action: Action) -> Bool {
    switch action {
    case .editBase, .importBases: contains(.bases)
    case .seeDesk: contains(.read)
    default: false
    }
  }
}

extension SiteContext {
  /// What the person behind the request may do; `nil` when nobody is logged in.
  public var rights: Rights? { visitor?.rights as? Rights }
}
