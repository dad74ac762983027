import Foundation
import Geo
import Site

/// Links that open map apps at the right spot, each in the coordinates that the app expects.
///
/// Amap and Tencent take GCJ-02 in the mainland, Baidu BD-09; Apple and OpenStreetMap take WGS-84 (§12.2). In Hong
/// Kong and Macao nothing is shifted, as the providers' data there are not.
enum Directions {
  struct Link: Sendable, Hashable {
    enum App: Sendable { case amap, baidu, tencent, apple, openStreetMap }

    let app: App
    let url: String

    func name(_ t: Localizer) -> String {
      switch app {
      case .amap: t("Amap")
      case .baidu: t("Baidu Maps")
      case .tencent: t("Tencent Maps")
      case .apple: t("Apple Maps")
      case .openStreetMap: "OpenStreetMap"
      }
    }
  }

  static func links(to place: Coordinate, name: String, region: String) -> [Link] {
    let gcj = GCJ02Coordinate(place)
    let bd = BD09Coordinate(gcj)
    let label = encoded(name)
    return [
      Link(
        app: .amap,
        url: "https://uri.amap.com/marker?position=\(six(gcj.longitude)),\(six(gcj.latitude))&name=\(label)&coordinate=gaode"),
      Link(
        app: .baidu,
        url:
          "https://api.map.baidu.com/marker?location=\(six(bd.latitude)),\(six(bd.longitude))&title=\(label)&content=\(label)&output=html&src=kepu"
      ),
      Link(
        app: .tencent,
        url:
          "https://apis.map.qq.com/uri/v1/marker?marker=coord:\(six(gcj.latitude)),\(six(gcj.longitude));title:\(label)&referer=kepu"
      ),
      Link(app: .apple, url: "https://maps.apple.com/?ll=\(six(place.latitude)),\(six(place.longitude))&q=\(label)"),
      Link(
        app: .openStreetMap,
        url:
          "https://www.openstreetmap.org/?mlat=\(six(place.latitude))&mlon=\(six(place.longitude))#map=17/\(six(place.latitude))/\(six(place.longitude))"
      ),
    ]
  }

  /// Six decimals: a tenth of a metre.
  private static func six(_ degrees: Double) -> String {
    String((degrees * 1_000_000).rounded() / 1_000_000)
  }

  private static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }
}
