import Identity
import Site
import Yams

/// What the deployment decides about accounts: `Policies/people.yaml`.
public struct PeoplePolicy: Sendable {
  var leastPassword: Int
  var passwordClasses: Int
  var passphraseFrom: Int
  var sessionHours: Int
  var rememberedDays: Int
  var idleMinutesAtDesk: Int
  var idleMinutesOfAdministrators: Int
  var failures: Int
  var waitMinutes: Int
  var secondFactorFor: Set<Role>
  var longestDelegationDays: Int
  var secondPersonFor: Set<SecondPersonAct>
  var guardianUnder: Int
  var minorUnder: Int
  var minorRecordHours: Int
  var registrationHours: Int
  var resetMinutes: Int
  var invitationDays: Int
  var guardianDays: Int
  var consents: [ConsentPurpose]

  /// Reads the file.
  ///
  /// - Throws: `PolicyFile.Wrong`, which names the file, the line and what was expected.
  public init(file path: String) throws {
    let file = try PolicyFile(path)
    leastPassword = try file["passwords"]["least"].number(in: 8...64)
    passwordClasses = try file["passwords"]["classes"].number(in: 1...4)
    passphraseFrom = try file["passwords"]["passphrase_from"].number(in: 8...64)
    sessionHours = try file["sessions"]["hours"].number(in: 1...168)
    rememberedDays = try file["sessions"]["remembered_days"].number(in: 1...366)
    idleMinutesAtDesk = try file["sessions"]["idle_minutes_desk"].number(in: 5...1_440)
    idleMinutesOfAdministrators = try file["sessions"]["idle_minutes_administrators"].number(in: 5...1_440)
    failures = try file["login"]["failures"].number(in: 3...100)
    waitMinutes = try file["login"]["wait_minutes"].number(in: 1...1_440)
    secondFactorFor = Set(try file["second_factor_for"].list { try $0.oneOf(Role.self) })
    longestDelegationDays = try file["grants"]["longest_delegation_days"].number(in: 1...366)
    secondPersonFor = Set(try file["second_person_for"].list { try $0.oneOf(SecondPersonAct.self) })
    guardianUnder = try file["guardian_under"].number(in: 0...18)
    minorUnder = try file["minors"]["under"].number(in: 14...21)
    minorRecordHours = try file["minors"]["record_hours"].number(in: 1...720)
    registrationHours = try file["links"]["registration_hours"].number(in: 1...168)
    resetMinutes = try file["links"]["reset_minutes"].number(in: 5...1_440)
    invitationDays = try file["links"]["invitation_days"].number(in: 1...90)
    guardianDays = try file["links"]["guardian_days"].number(in: 1...90)
    consents = try file["consents"].list(ConsentPurpose.init)
  }

  /// The rules for passwords, with a list of common ones.
  func passwordRules(common: Set<String>) -> PasswordRules {
    PasswordRules(least: leastPassword, classes: passwordClasses, passphraseFrom: passphraseFrom, common: common)
  }
}

/// What somebody may consent to.
public struct ConsentPurpose: Sendable {
  /// Its key, as in the journal.
  public let key: String
  /// Grows when the purpose, the method or the kind of data changes; everybody is asked again then (PIPL 14).
  public let version: Int
  /// Whether there is no account without it.
  public let isNecessary: Bool
  let name: LocalizedText
  let text: LocalizedText

  init(_ entry: PolicyFile.Entry) throws {
    key = try entry["key"].text()
    version = try entry["version"].number(in: 1...10_000)
    isNecessary = try entry["is_necessary"].flag()
    name = try entry["name"].localized()
    text = try entry["text"].localized()
  }
}

/// What cannot be undone, or is nobody's to do alone, and may need a second person.
public enum SecondPersonAct: String, Sendable, CaseIterable {
  case closeBase = "close_base"
  case mergeOrganizations = "merge_organizations"
  case grantAdministrator = "grant_administrator"
  case withdrawAward = "withdraw_award"
  case mergePeople = "merge_people"
  case openMinorRecord = "open_minor_record"

  /// What the law asks a second person for, whatever the policy says.
  var isAlways: Bool { self == .openMinorRecord }
}
