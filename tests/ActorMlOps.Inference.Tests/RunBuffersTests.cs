using ActorMlOps.Inference.Tests.Support;

namespace ActorMlOps.Inference.Tests;

/// <summary>What is kept between runs must never be seen in an answer.</summary>
public sealed class RunBuffersTests
{
    [Theory]
    [InlineData("elec2/v1")]
    [InlineData("elec2/v2")]
    [InlineData("mnist_cnn/v1")]
    public void Run_AnyNumberOfRows_GivesTheExpectedAnswers(string model)
    {
        using var engine = Material.Load(model);
        var expected = new ExpectedAnswers(model, engine.Signature);
        // More counts than bindings are kept, upwards, downwards and again.
        int most = Math.Min(expected.Rows, 100);
        foreach (int rows in Enumerable.Range(1, most).Concat(Enumerable.Range(1, most).Reverse()))
            expected.AssertEqual(expected.Rows - rows, rows, engine.Run(rows, expected.Inputs(expected.Rows - rows, rows)));
    }

    [Fact]
    public void Run_Again_LeavesEarlierAnswersAlone()
    {
        using var engine = Material.Load("elec2/v4");
        var expected = new ExpectedAnswers("elec2/v4", engine.Signature);
        var answers = Enumerable.Range(0, 150).Select(first => engine.Run(3, expected.Inputs(first, 3))).ToList();
        for (int first = 0; first < answers.Count; first++)
            expected.AssertEqual(first, 3, answers[first]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void Run_NumericRows_AllocatesOnlyItsReply(int rows)
    {
        using var engine = Material.Load("elec2/v4");
        var inputs = new ExpectedAnswers("elec2/v4", engine.Signature).Inputs(0, rows);
        for (int i = 0; i < 100; i++)
            engine.Run(rows, inputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            engine.Run(rows, inputs);
        double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000.0;
        // A label of 8 bytes and two scores of 4 a row; an array for them and one of two tensors.
        Assert.InRange(bytes, 16 * rows, (16 * rows) + 104);
    }

    [Fact]
    public void Run_OutputShapedOtherwiseThanDeclared_IsServedAsItIs()
    {
        // The repeats decide on the shape: [2, 2], as declared, only for ones.
        byte[] file = new OnnxBuilder().Node("Tile", ["x", "repeats"], ["y"]).Input("x", OnnxBuilder.Float, 2, 2)
            .Input("repeats", OnnxBuilder.Int64, 2).Output("y", OnnxBuilder.Float, 2, 2).Build();
        using var engine = OnnxModel.Load(file, new EngineOptions());
        var x = Tensors.Of(1f, 2f, 3f, 4f);
        Assert.Equal([1f, 2f, 3f, 4f], engine.Run(1, [x, Tensors.Of(1L, 1L)])[0].Values<float>());
        var wide = engine.Run(1, [x, Tensors.Of(1L, 2L)])[0];
        Assert.Equal<int[]>([2, 4], wide.RowShape);
        Assert.Equal([1f, 2f, 1f, 2f, 3f, 4f, 3f, 4f], wide.Values<float>());
        Assert.Equal([1f, 2f, 3f, 4f], engine.Run(1, [x, Tensors.Of(1L, 1L)])[0].Values<float>());
    }

    [Fact]
    public async Task Run_OnManyThreads_EachGetsItsOwnAnswers()
    {
        using var engine = Material.Load("elec2/v4");
        var expected = new ExpectedAnswers("elec2/v4", engine.Signature);
        // More threads than slots are kept.
        await Task.WhenAll(Enumerable.Range(0, 24).Select(thread => Task.Run(() =>
        {
            var random = new Random(thread);
            for (int i = 0; i < 50; i++)
            {
                int rows = random.Next(1, 40), first = random.Next(expected.Rows - rows);
                expected.AssertEqual(first, rows, engine.Run(rows, expected.Inputs(first, rows)));
            }
        }))).WaitAsync(HeldLane.Patience);
    }

    [Theory]
    [InlineData(1_024)]
    [InlineData(7)]
    public async Task RunAsync_StackOfRows_ObserverSeesWhatRan(int maxSlice)
    {
        var log = new BatchLog();
        var options = new EngineOptions { Lanes = 1, MaxSlice = maxSlice };
        await using var batcher = new MicroBatcher(Material.Load("elec2/v4", options), new MicroBatcherSettings { Options = options, Observer = log });
        var expected = new ExpectedAnswers("elec2/v4", batcher.Engine.Signature);
        Task<InferenceResult>[] answers;
        await using (await HeldLane.OfAsync(batcher))
            answers = [.. Enumerable.Range(0, 20).Select(row => batcher.RunAsync(1, expected.Inputs(row, 1)).AsTask())];
        var results = await Task.WhenAll(answers).WaitAsync(HeldLane.Patience);
        var batch = Assert.Single(log.Entries);
        Assert.Equal(expected.Inputs(0, 20)[0].Values<float>(), batch.Inputs[0].Values<float>());
        expected.AssertEqual(0, 20, batch.Outputs);
        for (int o = 0; o < batch.Outputs.Length; o++)
            Assert.Equal(batch.Outputs[o].Data.ToArray(), results.SelectMany(r => r.Outputs[o].Data.ToArray()));
    }
}
