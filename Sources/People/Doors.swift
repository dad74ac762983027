import HTTPTypes
import Hummingbird
import Site
import Synchronization

/// Who may come through a door of the portal.
public enum Access: Sendable, Hashable {
  /// Everybody.
  case everyone
  /// Everybody who is logged in.
  case signedIn
  /// Whoever may do this somewhere; the handler asks for the place.
  case may(Action)
}

/// Every route with who may come through it; the table of permissions is made of it, and tested from it.
public final class DoorPlan: Sendable {
  /// One route.
  public struct Door: Sendable {
    /// Its method.
    public let method: HTTPRequest.Method
    /// Its pattern, as `/bases/:slug`.
    public let path: String
    /// Who may come through.
    public let access: Access
    /// What a token of the API needs; `nil` where none is taken, as what is done by hand needs a person.
    public var scope: TokenScope?
  }

  private let list = Mutex<[Door]>([])

  /// A plan without doors.
  public init() {}

  /// The doors in the order in which they were hung.
  public var doors: [Door] { list.withLock { $0 } }

  func note(_ door: Door) { list.withLock { $0.append(door) } }
}

/// Adds routes that know who may come through them, so that no route can be added without saying it.
public struct Doors {
  /// A handler for those who are logged in.
  public typealias Handler = @Sendable (Request, SiteContext, Rights) async throws -> Response

  private let router: Router<SiteContext>
  private let plan: DoorPlan

  /// Doors of a router, noted in a plan.
  public init(_ router: Router<SiteContext>, plan: DoorPlan) {
    self.router = router
    self.plan = plan
  }

  /// A page or form for everybody.
  public func open(
    _ method: HTTPRequest.Method, _ path: String, use handler: @escaping @Sendable (Request, SiteContext) async throws -> Response
  ) {
    plan.note(DoorPlan.Door(method: method, path: path, access: .everyone))
    router.on(RouterPath(path), method: method, use: handler)
  }

  /// A page for some.
  public func get(_ path: String, for access: Access, use handler: @escaping Handler) { add(.get, path, access, handler) }

  /// A form for some.
  public func post(_ path: String, for access: Access, use handler: @escaping Handler) { add(.post, path, access, handler) }

  /// A resource of the JSON API for some; a token needs the scope.
  public func api(
    _ method: HTTPRequest.Method, _ path: String, for access: Access, scope: TokenScope, use handler: @escaping Handler
  ) {
    add(method, path, access, scope: scope, handler)
  }

  private func add(
    _ method: HTTPRequest.Method, _ path: String, _ access: Access, scope: TokenScope? = nil, _ handler: @escaping Handler
  ) {
    plan.note(DoorPlan.Door(method: method, path: path, access: access, scope: scope))
    router.on(RouterPath(path), method: method) { request, context in
      guard let visitor = context.rights else { throw Problem(.unauthorized, headers: [.wwwAuthenticate: "Bearer"]) }
      let rights = try visitor.through(scope, context.t)
      if case .may(let action) = access, !rights.may(action) {
        throw Problem(
          .forbidden,
          detail: rights.isSecondFactorOwed ? Rights.owed(context.t) : context.t("Your account has no grant for this."))
      }
      return try await handler(request, context, rights)
    }
  }
}
