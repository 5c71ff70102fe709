namespace ActorMlOps.Silo.Settings;

/// <summary>What an operator can set, checked. Keys, defaults and ranges: silo-config/README.md.</summary>
public sealed record SiloSettings
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "ActorMlOps";

    /// <summary>Directory of everything that is kept. Default: <c>./data</c>.</summary>
    public string Data { get; init; } = "./data";

    /// <summary>Addresses of the HTTP API, loopback only. Default: <c>http://127.0.0.1:5080</c>. Port 0: a free one.</summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [new("http://127.0.0.1:5080")];

    /// <summary>
    /// Address of gRPC, loopback only: without TLS HTTP/2 can't be negotiated, so it has a port of its own. Default:
    /// <c>http://127.0.0.1:5081</c>. Port 0: a free one.
    /// </summary>
    public Uri GrpcUrl { get; init; } = new("http://127.0.0.1:5081");

    /// <summary>Port of silo-to-silo traffic. Default 11111, 1 to 65535.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port that Orleans clients connect to. Default 30000, 1 to 65535.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>How long a stop may take before what is left is cut off. Default 30 s, 1 s to 10 min.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a statement waits for the lock of the database. Default 30 s, 1 s to 5 min.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TelemetrySettings Telemetry { get; init; } = new();
}
