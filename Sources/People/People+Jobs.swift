import Foundation
import Site

extension People {
  /// What the room does in the background.
  public var jobHandlers: [String: JobRunner.Handler] {
    [
      Self.resetJob: { payload in
        try await sendReset(try JSONDecoder().decode(ResetRequest.self, from: Data(payload.utf8)))
      }
    ]
  }
}
