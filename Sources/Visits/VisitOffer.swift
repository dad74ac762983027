import Places
import SQL
import Site

/// What a base offers to visitors again and again (开放项目): sessions are made from it ahead of time.
public struct VisitOffer: Sendable, Hashable {
  /// Its number.
  public let id: ID<VisitOffer>
  /// Who offers it.
  public let base: ID<Base>
  /// What it is called.
  public var names: LocalizedText
  /// What kind its sessions are of.
  public var kind: VisitSession.Kind
  /// How places in its sessions are given.
  public var mode: VisitSession.Mode
}
