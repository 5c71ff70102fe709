using System.Collections.Frozen;
using System.Globalization;
using ActorMlOps.LoadTests.Processes;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorMlOps.LoadTests.Peers;

/// <summary>The process of a peer: Kestrel on the loopback without logs, and the models that it serves.</summary>
internal static class PeerHost
{
    /// <summary>Path that says how many bytes the process has allocated.</summary>
    public const string AllocatedPath = "allocated";

    /// <param name="files">Each <c>name=file.onnx</c>.</param>
    public static FrozenDictionary<string, PeerModel> Load(IEnumerable<string> files) =>
        files.Select(f => f.Split('=', 2)).ToFrozenDictionary(f => f[0], f => new PeerModel(BoundRun.Load(f[1])));

    /// <summary>Serves until standard input ends, so that it never outlives who started it.</summary>
    public static async Task<int> RunAsync(HttpProtocols protocols, Action<IServiceCollection> add, Action<WebApplication> map)
    {
        ServerThreads.Restore();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocols);
        }).UseUrls("http://127.0.0.1:0");
        add(builder.Services);
        await using var app = builder.Build();
        map(app);
        app.MapGet(AllocatedPath, () => GC.GetTotalAllocatedBytes().ToString(CultureInfo.InvariantCulture));
        await app.StartAsync();
        Console.WriteLine($"{ServerProcess.PeerReady}{app.Urls.First()}");
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }
}
