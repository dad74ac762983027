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
  /// What a token of the API may be used for; `nil` for people at a browser. A token may nothing before it has come through
  /// a door that asks for one of its scopes; then it may there what its owner may.
  public let tokenScopes: Set<TokenScope>?
  /// The unit to which a token of the API is limited.
  public private(set) var organization: ID<Organization>?
  let isSecondFactorOwed: Bool
  private(set) var isThroughDoor = false

  private var holds: Bool { !isSecondFactorOwed && (tokenScopes == nil || isThroughDoor) }

  /// Whether this person may do something to a target: `rights.may(.editBase, base.target)`.
  public func may(_ action: Action, _ target: Target) -> Bool {
    guard holds else { return false }
    return grants.contains { $0.role.actions.contains(action) && $0.scope.covers(target) }
  }

  /// Whether this person may do something anywhere at all; what lies behind still asks for the place.
  public func may(_ action: Action) -> Bool {
    guard holds else { return false }
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

  /// Stops a token that is limited to a unit before what is somebody's own.
  public func requirePerson(_ t: Localizer) throws {
    if organization != nil { throw Problem(.forbidden, detail: t("This token is limited to what you do in one unit.")) }
  }

  /// These rights behind a door that asks a token for a scope.
  ///
  /// - Throws: `Problem` 403 for a token without it, and for every token where none is taken.
  func through(_ scope: TokenScope?, _ t: Localizer) throws -> Rights {
    guard let tokenScopes else { return self }
    guard let scope else { throw Problem(.forbidden, detail: t("A token of the API cannot be used for this page.")) }
    guard tokenScopes.contains(scope) else {
      throw Problem(.forbidden, detail: t("This token lacks the scope “{scope}”.", ["scope": scope.rawValue]))
    }
    var rights = self
    rights.isThroughDoor = true
    return rights
  }
}

/// What a token of the API may be used for.
///
/// Giving roles, suspending accounts, confirming for a second person and reading the journal are left out: they need a person.
public enum TokenScope: String, Sendable, CaseIterable {
  /// Reads what its owner may read.
  case read
  /// Changes bases that its owner may change or decide about.
  case bases
  /// Registers and changes units, and decides about them.
  case organizations
  /// Reads messages, and marks them as read.
  case messages
  /// Tells achievements, and verifies them.
  case achievements
  /// Looks for people.
  case people
  /// Books visits, changes them and gives them back.
  case visits
}

extension SiteContext {
  /// What the person behind the request may do; `nil` when nobody is logged in.
  public var rights: Rights? { visitor?.rights as? Rights }
}
