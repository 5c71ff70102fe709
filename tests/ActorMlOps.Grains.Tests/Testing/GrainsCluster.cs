using ActorMlOps.Client;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Core.Internal;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.Storage;
using Orleans.Streams;
using Orleans.TestingHost;

namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>A cluster of our grains in this process, over rows and artifacts that outlive its silos.</summary>
internal sealed class GrainsCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private GrainsCluster(
        short silos, int labelPartitions, Action<ISiloBuilder>? configure, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
            [
                new($"{MonitoringOptions.SectionName}:LabelPartitions", labelPartitions.ToString()),
                new($"{ReceiptOptions.SectionName}:Keys:0", $"2020-01-01T00:00:00Z {Convert.ToBase64String(new byte[32])}"),
                .. settings,
            ])
            .Build();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage>(ActorMlOpsGrains.StorageName, Storage);
            silo.Services.AddSingleton<IArtifactStore>(Artifacts);
            silo.Services.AddActorMlOpsClient();
            silo.AddMemoryStreams(StreamNames.Provider, streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));
            silo.AddActorMlOpsGrains(configuration);
            configure?.Invoke(silo);
            silo.Configure<ClusterMembershipOptions>(o =>
            {
                o.ProbeTimeout = TimeSpan.FromSeconds(1);
                o.NumMissedProbesLimit = 2;
                o.NumVotesForDeathDeclaration = 1;
            });
        });
        builder.ConfigureClient(client =>
        {
            client.AddMemoryStreams(StreamNames.Provider);
            client.Services.AddActorMlOpsClient();
        });
        _cluster = builder.Build();
    }

    public TestStorage Storage { get; } = new();

    public MemoryArtifacts Artifacts { get; } = new();

    public InProcessTestCluster Orleans => _cluster;

    public IGrainFactory Grains => _cluster.Client;

    public IModelClient Client => _cluster.Client.ServiceProvider.GetRequiredService<IModelClient>();

    /// <param name="configure">What a test wants otherwise on each silo.</param>
    /// <param name="settings">Keys and values beside those of every test.</param>
    public static async Task<GrainsCluster> StartAsync(
        short silos = 1,
        int labelPartitions = 4,
        Action<ISiloBuilder>? configure = null,
        IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var cluster = new GrainsCluster(silos, labelPartitions, configure, settings ?? []);
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    public T Service<T>(int silo = 0) where T : notnull => _cluster.Silos[silo].ServiceProvider.GetRequiredService<T>();

    public IModelGrain Model(string name) => Grains.GetGrain<IModelGrain>(name);

    public ITrafficGrain Traffic(string name) => Grains.GetGrain<ITrafficGrain>(name);

    public IRouterGrain Router(string name) => Grains.GetGrain<IRouterGrain>(name);

    public IModelVersionGrain Version(string name, string version) =>
        Grains.GetGrain<IModelVersionGrain>(new VersionKey(name, version).ToString());

    public IDriftGrain Drift(string name, string version) => Grains.GetGrain<IDriftGrain>(new VersionKey(name, version).ToString());

    public IObservationGrain Observations(string name, string version) =>
        Grains.GetGrain<IObservationGrain>(new VersionKey(name, version).ToString());

    public ILabelIntakeGrain Labels(string name) => Grains.GetGrain<ILabelIntakeGrain>(name);

    public async Task<RegisterResult> RegisterAsync(string model, string version, byte[] file, byte[]? reference = null, VersionConfig? config = null) =>
        await Model(model).Register(new(
            version,
            await Artifacts.PutAsync(file),
            reference is null ? null : await Artifacts.PutAsync(reference),
            config ?? new()));

    /// <summary>Everything that was counted for a version since it began.</summary>
    public async Task<WindowsReport> AllWindowsAsync(string model, string version) =>
        await Version(model, version).Windows(WindowRange.Count(0, long.MaxValue / 2), null);

    public Task<WindowsReport> WaitForRowsAsync(string model, string version, long rows) => Eventually.GetAsync(
        () => AllWindowsAsync(model, version), w => w.Window.Rows >= rows, w => $"{w.Window.Rows} of {rows} rows, {w.RowsLost} lost");

    /// <summary>Every activation is let go of; the next call makes a new one from what is stored.</summary>
    public async Task DeactivateAllAsync()
    {
        await Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
    }

    /// <summary>Moves grains, and waits until they are there.</summary>
    public async Task MoveAsync(SiloAddress silo, params IAddressable[] grains)
    {
        var management = Grains.GetGrain<IManagementGrain>(0);
        foreach (var grain in grains)
        {
            await Eventually.TrueAsync(async () =>
            {
                if (Equals(await management.GetActivationAddress(grain), silo))
                    return true;
                RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
                await grain.Cast<IGrainManagementExtension>().MigrateOnIdle();
                RequestContext.Clear();
                return false;
            });
        }
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}
