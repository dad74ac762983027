import Foundation

/// Who runs the portal, and what the law wants to see at the foot of each page.
public struct SiteConfiguration: Sendable {
  /// Name of the portal.
  public var name = LocalizedText(zhHans: "科普地图", zhHant: "科普地圖", en: "Science Map")
  /// Who runs it.
  public var organizer: LocalizedText?
  /// How to reach them.
  public var contact: String?
  /// ICP record number.
  public var icp: String?
  /// Public security record number.
  public var policeRecord: String?
  /// Review number of the base map (审图号).
  public var mapReviewNumber: String?
  /// Origin of somebody else's raster layer, for the content security policy.
  public var rasterOrigin: String?
  /// Address under which visitors reach the portal.
  public var publicURL: String?
  /// Proxies in front whose `X-Forwarded-For` is believed.
  public var trustedProxies = 0
  /// Requests a minute that one address may make.
  public var requestsPerMinute = 6_000
  /// In which days and times are told.
  public var timeZone = TimeZone(identifier: "Asia/Shanghai") ?? .gmt
  /// Days by which the portal's clock is ahead; every page says so, as nothing that happens here counts.
  public var rehearsalDays = 0
  /// Whether the portal itself answers on TLS.
  public var isSecure = false

  /// A configuration with nothing but a name.
  public init() {}

  /// What is wrong with it, in sentences; empty when all is well.
  ///
  /// The forms of the record numbers: those seen on public sites; that of the review number is a warning only,
  /// as the forms are not certain.
  public func problems() -> [String] {
    var problems: [String] = []
    if let icp, !icp.matches(#"^[\p{Han}]ICP备\d{8}号(-\d+)?$"#) {
      problems.append("icp “\(icp)” should look like 粤ICP备12345678号 or 粤ICP备12345678号-1.")
    }
    if let policeRecord, !policeRecord.matches(#"^[\p{Han}]公网安备\s?\d{14}号$"#) {
      problems.append("police-record “\(policeRecord)” should look like 粤公网安备 44010602000001号.")
    }
    if rasterOrigin != nil, mapReviewNumber == nil {
      problems.append(
        "map.raster shows somebody else's map; Chinese law wants its review number with it: set map.review-number.")
    }
    return problems
  }

  /// What may be wrong, for the log.
  public func warnings() -> [String] {
    guard let number = mapReviewNumber, !number.matches(#"^(GS|[\p{Han}][A-Z]{0,2}S)[(（]\d{4}[)）]\d{1,5}号$"#) else {
      return []
    }
    return ["map.review-number “\(number)” does not look like GS(2024)0650号."]
  }
}

extension String {
  func matches(_ pattern: String) -> Bool {
    range(of: pattern, options: .regularExpression) != nil
  }
}
