import AsyncHTTPClient
import Foundation
import NIOCore

/// Asks services of others for small answers.
enum OutsideService {
  /// Most bytes of an answer.
  private static let most = 4 << 20

  /// The service answered with something else than 200.
  struct Refused: Error {}

  /// What is at an address, got within four seconds.
  @Sendable static func fetch(_ url: String) async throws -> Data {
    let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(4))
    guard response.status == .ok else { throw Refused() }
    return Data(buffer: try await response.body.collect(upTo: most))
  }
}
