using ActorMlOps.Client.Tests.Support;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Client.Tests.Serving;

public sealed class ModelClientTests
{
    private readonly List<string> _asked = [];
    private VersionSpec? _spec = new(
        new("fraud", "v1"), "", new([new("x", TensorType.Fp32, [-1, 2])], [], BatchMode.Dynamic),
        [new("a", FeatureKind.Numeric, 0, 0, TensorType.Fp32), new("b", FeatureKind.Numeric, 0, 1, TensorType.Fp32)],
        OutputSpec.Unwatched, null, [], 16, new());

    private IModelClient Client(Action<ModelClientOptions>? configure = null) => new ServiceCollection()
        .AddSingleton(Grains.Of(Grain))
        .AddActorMlOpsClient(configure)
        .BuildServiceProvider()
        .GetRequiredService<IModelClient>();

    private object Grain(Type type, string key)
    {
        _asked.Add($"{type.Name} {key}");
        return type.Name switch
        {
            nameof(IRouterGrain) or nameof(IPredictorGrain) => new Predictor(),
            nameof(ITrafficGrain) => new Fake<ITrafficGrain>().Of(m => m == nameof(ITrafficGrain.GetPolicy) ? Task.FromResult(Policy()) : null),
            nameof(IModelGrain) => new Fake<IModelGrain>().Of(m => m == nameof(IModelGrain.GetSpec) ? Task.FromResult(_spec) : null),
            _ => new Fake<ILabelIntakeGrain>().Of(_ => Task.FromResult(_spec is null ? null : LabelResult.Empty with { Accepted = 1 })),
        };
    }

    private Policy? Policy() => _spec is null ? null : new("fraud", 1, 0, [new("v1", 1, VariantRole.Stable)], []);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a@b")]
    [InlineData("a/b")]
    [InlineData("-a")]
    [InlineData("ü")]
    [InlineData(null)]
    public void Model_BadName_SaysTheRule(string? name)
    {
        Assert.Contains(ResourceName.Rule, Assert.Throws<ArgumentException>(() => Client().Model(name!)).Message, StringComparison.Ordinal);
        if (name is not null)
            Assert.Contains("version", Assert.Throws<ArgumentException>(() => Client().Model("m", name)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_SameNames_GiveTheSameHandle()
    {
        var client = Client();
        Assert.Same(client.Model("m"), client.Model("m"));
        Assert.Same(client.Model("m", "v"), client.Model("m", "v"));
        Assert.NotSame(client.Model("m"), client.Model("m", "v"));
        Assert.NotSame(client.Model("m", "v"), client.Model("m", "w"));
        Assert.Equal(("m", "v"), (client.Model("m", "v").Name, client.Model("m", "v").Version));
    }

    [Fact]
    public async Task PredictAsync_ByPolicyOrNamedVersion_AsksThatGrain()
    {
        var client = Client();
        await client.Model("fraud").PredictAsync(Rows.Of(1));
        await client.Model("fraud", "v2").PredictAsync(Rows.Of(1));
        Assert.Equal(["IRouterGrain fraud", "IPredictorGrain fraud@v2"], _asked);
    }

    [Fact]
    public async Task PredictAsync_FloatsAndNames_AskForTheSpecificationOnce()
    {
        var handle = Client().Model("fraud");
        Rows.AssertValues(await handle.PredictAsync(new float[] { 1, 2 }), 1f, 2f);
        var named = await handle.PredictAsync(new Dictionary<string, object?> { ["b"] = 2, ["a"] = 1 });
        Rows.AssertValues(named, 1f, 2f);
        Assert.Equal(["IRouterGrain fraud", "ITrafficGrain fraud", "IModelGrain fraud"], _asked);
    }

    [Fact]
    public async Task PredictAsync_NoSuchModelOrVersion_SaysWhichUntilThereIs()
    {
        var (spec, client) = (_spec, Client());
        _spec = null;
        var error = await Assert.ThrowsAsync<PredictionException>(() => client.Model("fraud").PredictAsync(new float[] { 1, 2 }));
        Assert.Equal(PredictOutcome.UnknownModel, error.Outcome);
        error = await Assert.ThrowsAsync<PredictionException>(() => client.Model("fraud", "v9").PredictAsync(new float[] { 1, 2 }));
        Assert.Equal(PredictOutcome.UnknownVersion, error.Outcome);
        Assert.Contains("'v9'", error.Message, StringComparison.Ordinal);
        _spec = spec;
        await client.Model("fraud").PredictAsync(new float[] { 1, 2 });
    }

    [Fact]
    public async Task LabelAsync_GoesToTheModelsIntake()
    {
        var handle = Client().Model("fraud");
        Assert.Equal(1, (await handle.LabelAsync("id", 1.5)).Accepted);
        Assert.Contains("ILabelIntakeGrain fraud", _asked);
        _spec = null;
        Assert.Equal(PredictOutcome.UnknownModel, (await Assert.ThrowsAsync<PredictionException>(() => handle.LabelAsync("id", 1))).Outcome);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4097, 4)]
    [InlineData(256, 0)]
    [InlineData(256, 65)]
    public void Options_OutOfRange_AreNamedBeforeTheFirstCall(int rows, int calls)
    {
        var error = Assert.Throws<OptionsValidationException>(() => Client(o => (o.MaxRowsPerCall, o.CallsInFlight) = (rows, calls)).Model("m"));
        Assert.Contains(rows is 0 or 4097 ? "MaxRowsPerCall must be from 1 to 4096" : "CallsInFlight must be from 1 to 64", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 5, "MaxWaitingRows must be from 1 to 1,000,000")]
    [InlineData(10, -1, "Retries must be from 0 to 16")]
    [InlineData(10, 17, "Retries must be from 0 to 16")]
    public void Options_OfLossOutOfRange_AreNamedBeforeTheFirstCall(int waiting, int retries, string telling) => Assert.Contains(
        telling,
        Assert.Throws<OptionsValidationException>(() => Client(o => (o.MaxWaitingRows, o.Retries) = (waiting, retries)).Model("m")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void AddActorMlOpsClient_Twice_AddsOneClient() => Assert.Single(
        new ServiceCollection().AddActorMlOpsClient().AddActorMlOpsClient(), s => s.ServiceType == typeof(IModelClient));

    private sealed class Predictor : IRouterGrain, IPredictorGrain
    {
        Task<PredictResponse> IRouterGrain.Predict(PredictRequest request, CancellationToken cancellationToken) => Echo(request);

        Task<PredictResponse> IPredictorGrain.Predict(PredictRequest request, CancellationToken cancellationToken) => Echo(request);

        private static Task<PredictResponse> Echo(PredictRequest request) =>
            Task.FromResult(new PredictResponse([FakeSilo.Echo(request.Inputs, [.. Enumerable.Range(0, request.Callers.Length)])]));
    }
}
