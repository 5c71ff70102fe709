using ActorMlOps.Inference.Tests.Support;

namespace ActorMlOps.Inference.Tests;

/// <summary>Models that loop for longer than they may.</summary>
public sealed class RunGuardTests
{
    private static readonly EngineOptions Short = new()
    {
        Lanes = 1,
        ProbeTimeout = TimeSpan.FromMilliseconds(300),
        RunTimeout = TimeSpan.FromMilliseconds(300),
    };

    [Fact]
    public async Task Load_LoopWithoutEnd_IsRefused()
    {
        var error = await Task.Run(() => Assert.Throws<InvalidModelException>(() => OnnxModel.Load(OnnxBuilder.EndlessLoop(), Short)))
            .WaitAsync(HeldLane.Patience);
        Assert.Contains("did not end its trial run on 1 made-up row within 0.3 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LongerThanItMay_FailsAndTheNextOneRuns()
    {
        using var engine = OnnxModel.Load(OnnxBuilder.CountTo(), Short);
        var error = await Task.Run(() => Assert.Throws<InferenceException>(() => engine.Run(1, [Tensors.Of(1L << 60)])))
            .WaitAsync(HeldLane.Patience);
        Assert.Equal("The run did not end within 0.3 s and was stopped.", error.Message);
        Assert.Equal([3L], engine.Run(1, [Tensors.Of(3L)])[0].Values<long>());
    }

    [Fact]
    public async Task RunAsync_LongerThanItMay_FailsOnlyItsCaller()
    {
        await using var batcher = new MicroBatcher(OnnxModel.Load(OnnxBuilder.CountTo(), Short), new MicroBatcherSettings { Options = Short });
        Task<InferenceResult> endless, good;
        await using (await HeldLane.OfAsync(batcher))
            (endless, good) = (batcher.RunAsync(1, [Tensors.Of(1L << 60)]).AsTask(), batcher.RunAsync(1, [Tensors.Of(2L)]).AsTask());
        Assert.Equal(InferenceOutcome.Failed, (await endless.WaitAsync(HeldLane.Patience)).Outcome);
        Assert.Equal(2L, Assert.Single((await good.WaitAsync(HeldLane.Patience)).Outputs[0].Values<long>()));
    }

    [Fact]
    public void Load_TimeoutOfZero_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxModel.Load(OnnxBuilder.LookUp(), Short with { ProbeTimeout = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxModel.Load(OnnxBuilder.LookUp(), Short with { RunTimeout = TimeSpan.Zero }));
    }
}
