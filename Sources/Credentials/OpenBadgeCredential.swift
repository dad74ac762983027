import Foundation

/// An award, title, designation or certificate as others can check it: an Open Badges 3.0 `OpenBadgeCredential`, which is a W3C
/// Verifiable Credential (Data Model 2.0).
///
///     let badge = OpenBadgeCredential(
///       id: "https://kepu.example/credentials/7Z", issuer: academy, subject: .init(id: "urn:uuid:…"),
///       achievement: .init(
///         id: "https://kepu.example/achievements/excellent-work", type: .award,
///         name: LanguageMap("优秀科普作品", in: "zh-Hans", others: ["en": "Excellent work"]), …),
///       validFrom: decided, status: .init(list: "https://kepu.example/credentials/status/1", index: 94_567))
///     let token = try badge.signed(by: key, at: now)
public struct OpenBadgeCredential: Sendable, Hashable {
  /// Its address: a URL or a URN.
  public let id: String
  /// What a wallet calls it.
  public let name: LanguageMap
  /// Who vouches for it.
  public let issuer: Issuer
  /// Who has it.
  public let subject: Subject
  /// What it is for.
  public let achievement: Achievement
  /// From when it counts, in whole seconds.
  public let validFrom: Date
  /// Until when it counts, in whole seconds; `nil` if it does not end.
  public let validUntil: Date?
  /// Where it is written if it is withdrawn; `nil` if it cannot be.
  public let status: StatusEntry?
  /// What shows that it was earned.
  public let evidence: [Evidence]

  /// A credential; without a name of its own it is called what the achievement is called.
  public init(
    id: String, name: LanguageMap? = nil, issuer: Issuer, subject: Subject, achievement: Achievement, validFrom: Date,
    validUntil: Date? = nil, status: StatusEntry? = nil, evidence: [Evidence] = []
  ) {
    self.id = id
    self.name = name ?? achievement.name
    self.issuer = issuer
    self.subject = subject
    self.achievement = achievement
    self.validFrom = Timestamp.wholeSeconds(validFrom)
    self.validUntil = validUntil.map(Timestamp.wholeSeconds)
    self.status = status
    self.evidence = evidence
  }

  /// The issuer's profile.
  public struct Issuer: Sendable, Hashable {
    /// Its identifier, under which its keys are found: a did:web, did:key or https address.
    public let id: String
    /// Its name.
    public let name: LanguageMap
    /// Its page.
    public let url: String

    /// A profile.
    public init(id: String, name: LanguageMap, url: String) {
      self.id = id
      self.name = name
      self.url = url
    }
  }

  /// Who has the credential.
  ///
  /// The identifier says nothing of the person: a `urn:uuid` that only the portal can tie to an account, or a DID of the
  /// person's own. A name or address goes in only where the person agreed, and then as `IdentityObject`.
  public struct Subject: Sendable, Hashable {
    /// The identifier.
    public let id: String
    /// By what the holder can be recognized besides.
    public let identifiers: [IdentityObject]
    /// The number of the certificate (证书编号), where it has one.
    public let number: String?

    /// A holder.
    public init(id: String, identifiers: [IdentityObject] = [], number: String? = nil) {
      self.id = id
      self.identifiers = identifiers
      self.number = number
    }
  }

  /// What the credential is for; all who earned the same share it.
  public struct Achievement: Sendable, Hashable {
    /// Its address.
    public let id: String
    /// Its kind.
    public let type: AchievementType
    /// What it is called.
    public let name: LanguageMap
    /// What it is, in a sentence.
    public let description: LanguageMap
    /// What had to be done to earn it.
    public let criteria: LanguageMap
    /// The page with the rules, where there is one.
    public let criteriaURL: String?

    /// An achievement.
    public init(
      id: String, type: AchievementType, name: LanguageMap, description: LanguageMap, criteria: LanguageMap,
      criteriaURL: String? = nil
    ) {
      self.id = id
      self.type = type
      self.name = name
      self.description = description
      self.criteria = criteria
      self.criteriaURL = criteriaURL
    }
  }

  /// Something public that shows that the achievement was earned: the work, the notice of the decision.
  public struct Evidence: Sendable, Hashable {
    /// Its address.
    public let id: String
    /// What it is called.
    public let name: LanguageMap

    /// A piece of evidence.
    public init(id: String, name: LanguageMap) {
      self.id = id
      self.name = name
    }
  }

  /// The place of a credential in a list of withdrawn ones (Bitstring Status List 1.0 §2.1).
  public struct StatusEntry: Sendable, Hashable {
    /// The address of the list.
    public let list: String
    /// The place in it, from 0. Draw it at random: places in order would tell who got theirs together.
    public let index: Int
    /// What it means if the bit there is set.
    public let purpose: StatusPurpose

    /// A place in a list.
    public init(list: String, index: Int, purpose: StatusPurpose = .revocation) {
      self.list = list
      self.index = index
      self.purpose = purpose
    }
  }
}

/// What a set bit of a status list means.
public enum StatusPurpose: String, Sendable, Hashable, CaseIterable {
  /// Withdrawn for good.
  case revocation
  /// Not to be accepted for the time being.
  case suspension
}

/// Kinds of achievements (Open Badges 3.0, AchievementType): the standard's that the field needs, and room for its own.
public struct AchievementType: Sendable, Hashable, RawRepresentable {
  /// The standard's word.
  public let rawValue: String

  /// A kind by the standard's word.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// A prize or honour: excellent works, contests, commendations.
  public static let award = AchievementType(rawValue: "Award")
  /// A certificate, as of having taken part or of hours of service.
  public static let certificate = AchievementType(rawValue: "Certificate")
  /// A certificate of having finished a training.
  public static let certificateOfCompletion = AchievementType(rawValue: "CertificateOfCompletion")
  /// That a person meets the standard of a profession: professional titles (职称).
  public static let certification = AchievementType(rawValue: "Certification")
  /// That an organization meets the requirements: bases, creation centres.
  public static let qualityAssurance = AchievementType(rawValue: "QualityAssuranceCredential")
  /// Service to the public.
  public static let communityService = AchievementType(rawValue: "CommunityService")
  /// Being a member: of an expert panel, of a team.
  public static let membership = AchievementType(rawValue: "Membership")
  /// Any achievement.
  public static let achievement = AchievementType(rawValue: "Achievement")

  /// A kind that the standard does not have: `ext:LeadingTalent`.
  public static func other(_ word: String) -> AchievementType { AchievementType(rawValue: "ext:" + word) }
}
