using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using ActorMlOps.LoadTests.Peers;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Processes;

/// <summary>A server in a process of its own on the loopback, ended when disposed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>What the peer prints before its address when it answers.</summary>
    public const string PeerReady = "Listening on ";

    private const string SiloReady = "] Ready on ";
    private const string SiloAllocated = "dotnet_gc_heap_total_allocated_bytes_total";
    private const int KeptLines = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly HttpClient _http = new() { DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _readySign;
    private readonly Func<HttpClient, Task<double?>> _allocated;

    private ServerProcess(ProcessStartInfo start, string readySign, Func<HttpClient, Task<double?>> allocated)
    {
        (_readySign, _allocated) = (readySign, allocated);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(NotReady("ended before it was ready", null));
    }

    public Uri Url => _http.BaseAddress!;

    /// <summary>Where gRPC clients connect; null: nowhere.</summary>
    public Uri? GrpcUrl { get; private set; }

    /// <summary>Where Orleans clients connect; 0: not a silo.</summary>
    public int GatewayPort { get; private init; }

    public bool HasEnded => _process.HasExited;

    /// <summary>The last lines that it printed.</summary>
    public string Output => string.Join(Environment.NewLine, _output);

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>A silo with its data in <paramref name="data"/>.</summary>
    public static async Task<ServerProcess> StartSiloAsync(string data)
    {
        var ports = FreePorts.Take(4);
        var start = Dotnet(
            "ActorMlOps.Silo.dll", "--data", data, "--urls", $"http://127.0.0.1:{ports[0]}",
            "--grpc-url", $"http://127.0.0.1:{ports[3]}", "--silo-port", $"{ports[1]}", "--gateway-port", $"{ports[2]}");
        var silo = new ServerProcess(start, SiloReady, SiloAllocatedAsync)
        {
            GatewayPort = ports[2],
            GrpcUrl = new($"http://127.0.0.1:{ports[3]}"),
        };
        return await silo.StartAsync($"http://127.0.0.1:{ports[0]}");
    }

    public static Task<ServerProcess> StartJsonPeerAsync(IEnumerable<SampleModel> models) => Peer(JsonPeer.Command, models).StartAsync();

    public static async Task<ServerProcess> StartGrpcPeerAsync(IEnumerable<SampleModel> models)
    {
        var peer = Peer(GrpcPeer.Command, models);
        peer._http.DefaultRequestVersion = HttpVersion.Version20;
        await peer.StartAsync();
        peer.GrpcUrl = peer.Url;
        return peer;
    }

    /// <summary>Bytes that .NET has allocated in that process; null: it does not say.</summary>
    public Task<double?> AllocatedBytesAsync() => _allocated(_http);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }

    private async Task<ServerProcess> StartAsync(string? url = null)
    {
        try
        {
            _process.Start();
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            var ready = await _ready.Task.WaitAsync(Patience, TimeProvider.System);
            _http.BaseAddress = new(url ?? ready[_readySign.Length..]);
            return this;
        }
        catch (TimeoutException e)
        {
            await DisposeAsync();
            throw NotReady($"was not ready after {Patience.TotalMinutes:0} minutes", e);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private static ServerProcess Peer(string command, IEnumerable<SampleModel> models) => new(
        Dotnet("ActorMlOps.LoadTests.dll", [command, .. models.Select(m => $"{m.Name}={m.File}")]), PeerReady, PeerAllocatedAsync);

    private LoadTestException NotReady(string what, Exception? inner) =>
        new($"A server {what}.{Environment.NewLine}{Output}", inner);

    private static ProcessStartInfo Dotnet(string assembly, params string[] arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]) { WorkingDirectory = Path.GetTempPath() };

    private static async Task<double?> SiloAllocatedAsync(HttpClient http)
    {
        foreach (var line in (await http.GetStringAsync("metrics")).Split('\n'))
        {
            if (!line.StartsWith(SiloAllocated, StringComparison.Ordinal))
                continue;
            var fields = line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return double.Parse(fields[0], CultureInfo.InvariantCulture);
        }
        return null;
    }

    private static async Task<double?> PeerAllocatedAsync(HttpClient http) =>
        double.Parse(await http.GetStringAsync(PeerHost.AllocatedPath), CultureInfo.InvariantCulture);

    private void Read(string? line)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        if (_output.Count > KeptLines)
            _output.TryDequeue(out _);
        if (line.Contains(_readySign, StringComparison.Ordinal))
            _ready.TrySetResult(line);
    }
}
