// swift-tools-version:6.2
import PackageDescription

/// One target is one room; a room may only import the rooms listed here, which stand below it.
/// The plan of the house is told in ARCHITECTURE.md.

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

func room(
  _ name: String, on dependencies: [Target.Dependency] = [], testing: [Target.Dependency] = []
) -> [Target] {
  [
    .target(name: name, dependencies: dependencies, swiftSettings: strict),
    .testTarget(
      name: "\(name)Tests",
      dependencies: [.target(name: name), "TestSupport"] + dependencies + testing,
      swiftSettings: strict),
  ]
}

let package = Package(
  name: "kepu",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "kepu", targets: ["kepu"]),
    .executable(name: "sample-credentials", targets: ["SampleCredentials"]),
  ],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CCurlLibrary", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "CCurl", dependencies: ["CCurlLibrary"]),
    .systemLibrary(name: "CQRCode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CICULibrary", pkgConfig: "icu-i18n", providers: [.apt(["libicu-dev"])]),
    .target(name: "CICU", dependencies: ["CICULibrary"]),
    .systemLibrary(name: "COpenCC", pkgConfig: "opencc", providers: [.apt(["libopencc-dev", "libopencc-data"])]),
    .target(
      name: "TestSupport", dependencies: ["SQL"], path: "Tests/TestSupport",
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// The ground: knows nothing of the mission.
package.targets += room(
  "SQL",
  on: [
    "CPostgres",
    .product(name: "GRDB", package: "GRDB.swift"),
    .product(name: "GRDBSQLite", package: "GRDB.swift"),
    .product(name: "Logging", package: "swift-log"),
  ])
package.targets += room("HTML")
package.targets += room("Hanzi", on: ["CICU", "COpenCC"])
package.targets += room("Geo")
package.targets += room("SearchIndex", on: ["SQL", "Hanzi"])
package.targets += room("Journal", on: ["SQL", .product(name: "Crypto", package: "swift-crypto")])
package.targets += room(
  "Site",
  on: [
    "SQL", "HTML", "Hanzi", "CZlib",
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "CoreMetrics", package: "swift-metrics"),
    .product(name: "Metrics", package: "swift-metrics"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
  ],
  testing: [
    .product(name: "NIOEmbedded", package: "swift-nio"),
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HummingbirdTesting", package: "hummingbird"),
  ])
package.targets += room(
  "Mail",
  on: [
    "CCurl",
    .product(name: "Subprocess", package: "swift-subprocess"),
    .product(name: "NIOPosix", package: "swift-nio"),
  ])
package.targets += room(
  "Identity",
  on: [
    "CQRCode",
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "CryptoExtras", package: "swift-crypto"),
    .product(name: "NIOPosix", package: "swift-nio"),
  ])
package.targets += room("Credentials", on: ["CZlib", .product(name: "Crypto", package: "swift-crypto")])
package.targets += [
  // Writes sample credentials for the programs of others that check them.
  .executableTarget(name: "SampleCredentials", dependencies: ["Credentials"], swiftSettings: strict)
]
package.targets += room(
  "OpenID",
  on: [
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "JWTKit", package: "jwt-kit"),
  ])

// The rooms of the mission.
package.targets += room(
  "People",
  on: [
    "SQL", "HTML", "Hanzi", "SearchIndex", "Journal", "Site", "Identity", "OpenID",
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "Yams", package: "Yams"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
  ])
package.targets += room(
  "Evaluation",
  on: [
    "People", "SQL", "HTML", "Hanzi", "Journal", "Site", "Credentials", "Identity",
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    .product(name: "Subprocess", package: "swift-subprocess"),
  ])
package.targets += room(
  "Places",
  on: [
    "Evaluation", "People", "SQL", "HTML", "Hanzi", "Geo", "SearchIndex", "Journal", "Site",
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "Yams", package: "Yams"),
    .product(name: "Subprocess", package: "swift-subprocess"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
  ])
package.targets += room(
  "Visits",
  on: [
    "Places", "Evaluation", "People", "SQL", "Geo", "Journal", "Site", "Credentials", "Identity", "HTML", "Hanzi",
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
  ], testing: ["SearchIndex"])

// The front door.
package.targets += room(
  "Server",
  on: [
    "Visits", "Places", "Evaluation", "People", "Mail", "Identity", "OpenID", "Site", "Journal", "SearchIndex", "SQL", "HTML",
    "Geo",
    "Hanzi",
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HummingbirdHTTP2", package: "hummingbird"),
    .product(name: "HummingbirdTLS", package: "hummingbird"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "Metrics", package: "swift-metrics"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOTLS", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "Configuration", package: "swift-configuration"),
    .product(name: "Yams", package: "Yams"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
  ],
  testing: [.product(name: "HummingbirdTesting", package: "hummingbird")])
package.targets += [
  .executableTarget(
    name: "kepu",
    dependencies: [
      "Server", "Visits", "Evaluation", "People", "Identity", "Mail", "Places", "Site", "Journal", "SQL", "Geo", "SearchIndex",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: strict)
]
