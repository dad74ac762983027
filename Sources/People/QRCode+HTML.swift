import HTML
import Identity

extension QRCode {
  /// The code as a picture, dark on white also on a dark page, as readers want it.
  ///
  /// - Parameter label: what it is, for whoever does not see it.
  public func picture(_ label: String) -> HTML {
    """
    <svg class="qr" viewBox="0 0 \(size + 8) \(size + 8)" role="img" aria-label="\(label)"><rect width="100%" height="100%" fill="#fff"/><path d="\(path)" fill="#000"/></svg>
    """
  }
}
