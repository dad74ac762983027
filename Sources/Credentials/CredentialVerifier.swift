import Foundation

/// What became of checking a credential.
public enum CredentialVerdict: Sendable, Hashable {
  /// Signed by the issuer, in its time, and not withdrawn.
  case valid(OpenBadgeCredential)
  /// Signed by the issuer and withdrawn since.
  case withdrawn(OpenBadgeCredential)
  /// Signed by the issuer, and not to be accepted for the time being.
  case suspended(OpenBadgeCredential)
  /// Signed by the issuer; its time is over.
  case expired(OpenBadgeCredential)
  /// Signed by the issuer; its time has not come.
  case notYetValid(OpenBadgeCredential)
  /// Signed by the issuer; whether it was withdrawn could not be seen.
  case statusUnknown(OpenBadgeCredential, StatusFault)
  /// Signed, if at all, by a key that the issuer does not stand by; the name is what the token says.
  case unknownKey(String)
  /// The issuer's key signed it at a moment at which it was not in force.
  case keyNotInForce(String)
  /// It names a key of the issuer, which did not sign this.
  case tampered
  /// It is not a credential of the form that is issued here.
  case malformed(CredentialFault)
}

/// Checks credentials and status lists of one issuer: values in, values out; it fetches nothing.
///
///     let verifier = CredentialVerifier(issuer: "did:web:kepu.example", keys: keys)
///     let verdict = verifier.verdict(on: token, at: now, statusLists: [list.id: listToken])
public struct CredentialVerifier: Sendable {
  private let issuer: String
  private let keys: IssuerKeys

  /// A verifier that believes an issuer's keys.
  public init(issuer: String, keys: IssuerKeys) {
    self.issuer = issuer
    self.keys = keys
  }

  /// The address of the status list that is needed to check a token, as the token says it; `nil` if it says none.
  ///
  /// Nothing is checked yet: look up only lists of one's own by it.
  public static func statusList(of token: String) -> String? {
    guard let jws = CompactJWS(token), let document = try? CanonicalJSON(parsing: jws.payload) else { return nil }
    return document["credentialStatus"]?["statusListCredential"]?.string
  }

  /// Checks a credential.
  ///
  /// - Parameters:
  ///   - token: the signed credential.
  ///   - moment: now.
  ///   - statusLists: the signed status lists at hand, by their addresses.
  public func verdict(on token: String, at moment: Date, statusLists: [String: String]) -> CredentialVerdict {
    let document: CanonicalJSON
    switch open(token) {
    case .success(let opened): document = opened
    case .failure(let refusal): return refusal.verdict
    }
    let credential: OpenBadgeCredential
    do throws(CredentialFault) {
      credential = try OpenBadgeCredential(reading: document)
    } catch { return .malformed(error) }
    if credential.issuer.id != issuer { return .malformed(.contradicts("issuer")) }
    for (name, claim) in credential.claims.sorted(by: { $0.key < $1.key }) where document[name] != claim {
      return .malformed(.contradicts(name))
    }
    if credential.validUntil == nil, document["exp"] != nil { return .malformed(.contradicts("exp")) }
    return verdict(on: credential, at: moment, statusLists: statusLists)
  }

  /// What is withdrawn stays called withdrawn when its time is over, as that says more.
  private func verdict(on credential: OpenBadgeCredential, at moment: Date, statusLists: [String: String]) -> CredentialVerdict {
    let status = status(of: credential, at: moment, statusLists: statusLists)
    if case .success(true) = status {
      return credential.status?.purpose == .suspension ? .suspended(credential) : .withdrawn(credential)
    }
    if let end = credential.validUntil, moment >= end { return .expired(credential) }
    if moment < credential.validFrom { return .notYetValid(credential) }
    if case .failure(let fault) = status { return .statusUnknown(credential, fault) }
    return .valid(credential)
  }

  /// Whether the bit of a credential is set.
  private func status(
    of credential: OpenBadgeCredential, at moment: Date, statusLists: [String: String]
  ) -> Result<Bool, StatusFault> {
    guard let entry = credential.status else { return .success(false) }
    guard let token = statusLists[entry.list] else { return .failure(.notAtHand) }
    do throws(StatusFault) {
      let list = try statusList(token, at: moment)
      guard list.id == entry.list, list.purpose == entry.purpose else { throw .anotherList }
      guard let isSet = list.list[entry.index] else { throw .noSuchPlace }
      return .success(isSet)
    } catch { return .failure(error) }
  }

  /// Checks and reads a status list of the issuer.
  ///
  /// - Throws: `StatusFault` if it is not one, was not signed by the issuer, or is out of date.
  public func statusList(_ token: String, at moment: Date) throws(StatusFault) -> StatusListCredential {
    guard case .success(let document) = open(token) else { throw .notSigned }
    let list = try StatusListCredential(reading: document)
    guard list.issuer == issuer, document["iss"] == .string(issuer) else { throw .anotherList }
    guard list.validFrom <= moment, moment < list.validUntil else { throw .outOfDate }
    return list
  }

  /// The document in a token that a key of the issuer signed while it was in force.
  private func open(_ token: String) -> Result<CanonicalJSON, Refusal> {
    guard let jws = CompactJWS(token) else { return .failure(Refusal(verdict: .malformed(.notAToken))) }
    guard let key = keys.key(addressed: jws.keyAddress, of: issuer) else {
      return .failure(Refusal(verdict: .unknownKey(jws.keyAddress)))
    }
    guard jws.isSigned(by: key) else { return .failure(Refusal(verdict: .tampered)) }
    guard let document = try? CanonicalJSON(parsing: jws.payload) else { return .failure(Refusal(verdict: .malformed(.notJSON))) }
    guard let seconds = document["iat"]?.integer else { return .failure(Refusal(verdict: .malformed(.missing("iat")))) }
    guard key.isInForce(at: Date(timeIntervalSince1970: Double(seconds))) else {
      return .failure(Refusal(verdict: .keyNotInForce(jws.keyAddress)))
    }
    return .success(document)
  }

  private struct Refusal: Error { let verdict: CredentialVerdict }
}
