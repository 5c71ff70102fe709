using System.Diagnostics;
using ActorMlOps.Inference.Tests.Support;

namespace ActorMlOps.Inference.Tests;

[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Bounds on memory, measured while no other test runs.</summary>
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private static readonly EngineOptions OneLane = new() { Lanes = 1 };

    [Fact]
    public void LoadAndUnload_200Times_LeavesMemoryFlat()
    {
        // 220 kB of trees, in native memory several times that: 200 leaked copies would be a hundred megabytes and more.
        byte[] file = Material.Model("employment_ma/v1");
        for (int i = 0; i < 15; i++)
            LoadAndRun(file);
        long before = Resident();
        for (int i = 0; i < 200; i++)
            LoadAndRun(file);
        long grown = Resident() - before;
        Assert.True(grown < 48L << 20, $"{grown >> 20} MB more after 200 cycles");
    }

    [Fact]
    public void LoadOfRefusedFiles_200Times_LeavesMemoryFlat()
    {
        byte[] file = Material.Refused("dangling_input");
        long before = Resident();
        for (int i = 0; i < 200; i++)
            Assert.Throws<InvalidModelException>(() => OnnxModel.Load(file, OneLane));
        long grown = Resident() - before;
        Assert.True(grown < 48L << 20, $"{grown >> 20} MB more after 200 refusals");
    }

    [Fact]
    public async Task RunAsync_OneRowAtATime_AllocatesBoundedBytesARow()
    {
        await using var batcher = Batcher();
        TensorData[] inputs = [Tensors.Of(0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f)];
        double bytes = await BytesARow(1, async () => AssertDone(await batcher.RunAsync(1, inputs)));
        Assert.True(bytes < 2_000, $"{bytes:F0} B a row");
    }

    [Fact]
    public async Task RunAsync_RowsThatShareABatch_AllocateBoundedBytesARow()
    {
        await using var batcher = Batcher();
        TensorData[] inputs = [Tensors.Of(0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f)];
        var answers = new ValueTask<InferenceResult>[128];
        double bytes = await BytesARow(answers.Length, async () =>
        {
            await using (await HeldLane.OfAsync(batcher))
                for (int i = 0; i < answers.Length; i++)
                    answers[i] = batcher.RunAsync(1, inputs);
            foreach (var answer in answers)
                AssertDone(await answer);
        });
        // The array of two outputs is 88 of them; the rest is the queue's bookkeeping that moves between threads.
        Assert.True(bytes < 400, $"{bytes:F0} B a row");
    }

    [Fact]
    public async Task RunAsync_Overloaded_AllocatesOnlyItsMessage()
    {
        var options = OneLane with { Queue = 1 };
        await using var batcher = new MicroBatcher(Material.Load("elec2/v4", options), new MicroBatcherSettings { Options = options });
        TensorData[] inputs = [Tensors.Of(0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f)];
        ValueTask<InferenceResult> first;
        await using (await HeldLane.OfAsync(batcher))
        {
            first = batcher.RunAsync(1, inputs);
            Refuse(1_000);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Refuse(10_000);
            double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 10_000.0;
            Assert.True(bytes < 200, $"{bytes:F0} B a refusal");
        }
        Assert.Equal(InferenceOutcome.Done, (await first).Outcome);

        void Refuse(int times)
        {
            for (int i = 0; i < times; i++)
            {
                var refused = batcher.RunAsync(1, inputs);
                Assert.True(refused.IsCompleted && refused.Result.Outcome == InferenceOutcome.Overloaded);
            }
        }
    }

    private static MicroBatcher Batcher() =>
        new(Material.Load("elec2/v4", OneLane), new MicroBatcherSettings { Options = OneLane });

    // xunit's own assertions allocate.
    private static void AssertDone(in InferenceResult result)
    {
        if (result.Outcome != InferenceOutcome.Done)
            Assert.Fail(result.Error);
    }

    // Over 10,000 rows, after as many to warm up.
    private static async Task<double> BytesARow(int rowsATime, Func<Task> run)
    {
        int times = 10_000 / rowsATime;
        for (int i = 0; i < times; i++)
            await run();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < times; i++)
            await run();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / ((double)times * rowsATime);
    }

    private static void LoadAndRun(byte[] file)
    {
        using var engine = OnnxModel.Load(file, OneLane);
        Assert.Single(engine.Signature.Inputs);
    }

    private static long Resident()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
