using ActorMlOps.Inference.Tests.Support;

namespace ActorMlOps.Inference.Tests;

/// <summary>Damaged copies of good models: each is refused in words or loads; the process lives (a crash ends the test run).</summary>
public sealed class HostileFileTests
{
    private static readonly EngineOptions Options = new();

    public static TheoryData<string> Models => ["elec2/v1", "elec2/v4", "taxi_fare/v2", "mnist_cnn/v1", "adult_income/v3"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Load_CutOff_IsRefused(string model)
    {
        byte[] file = Material.Model(model);
        var random = new Random(1);
        for (int i = 0; i < 60; i++)
        {
            // The last tenth may be metadata behind the graph, which nobody misses.
            int length = i < 20 ? i : random.Next(file.Length * 85 / 100);
            Assert.Throws<InvalidModelException>(() => OnnxModel.Load(file.AsMemory(0, length), Options));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Load_FlippedBytes_IsRefusedOrLoads(string model)
    {
        byte[] file = Material.Model(model);
        var random = new Random(2);
        int refused = 0;
        for (int i = 0; i < 150; i++)
        {
            var copy = (byte[])file.Clone();
            // The first and the last bytes hold the structure, the middle mostly weights.
            for (int flips = random.Next(1, 4); flips > 0; flips--)
                copy[At(random, copy.Length)] ^= (byte)random.Next(1, 256);
            refused += LoadsOrRefuses(copy) ? 0 : 1;
        }
        Assert.InRange(refused, 30, 150);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Load_BytesInsertedOrRemoved_IsRefusedOrLoads(string model)
    {
        byte[] file = Material.Model(model);
        var random = new Random(3);
        for (int i = 0; i < 60; i++)
        {
            int at = At(random, file.Length), length = random.Next(1, Math.Min(40, file.Length - at) + 1);
            if (i % 2 == 0)
                LoadsOrRefuses([.. file[..at], .. file[(at + length)..]]);
            else
                LoadsOrRefuses([.. file[..at], .. file[at..(at + length)], .. file[at..]]);
        }
    }

    [Fact]
    public void Load_RandomBytes_IsRefused()
    {
        var random = new Random(4);
        for (int i = 0; i < 200; i++)
        {
            var file = new byte[random.Next(1, 400)];
            random.NextBytes(file);
            if (i % 2 == 0)
                (file[0], file[^1]) = (8, 8);
            Assert.Throws<InvalidModelException>(() => OnnxModel.Load(file, Options));
        }
    }

    private static int At(Random random, int length) => random.Next(3) switch
    {
        0 => random.Next(Math.Min(200, length)),
        1 => length - 1 - random.Next(Math.Min(200, length)),
        _ => random.Next(length),
    };

    private static bool LoadsOrRefuses(byte[] file)
    {
        try
        {
            using var engine = OnnxModel.Load(file, Options);
            var inputs = engine.Signature.Inputs.Select((input, i) => Zeros(input.Type, engine.Signature.RowShape(i))).ToArray();
            if (engine.Check(1, inputs) is null)
                RunOrFail(engine, inputs);
            return true;
        }
        catch (InvalidModelException e)
        {
            Assert.NotEmpty(e.Message);
            return false;
        }
    }

    private static void RunOrFail(OnnxEngine engine, TensorData[] inputs)
    {
        try
        {
            Assert.Equal(engine.Signature.Outputs.Length, engine.Run(1, inputs).Length);
        }
        catch (InferenceException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }

    private static TensorData Zeros(TensorType type, ReadOnlySpan<int> declared)
    {
        int[] shape = Array.ConvertAll(declared.ToArray(), d => d < 0 ? 1 : d);
        long elements = TensorRows.Elements(shape);
        // 4 zero bytes are an empty string.
        int size = type == TensorType.Bytes ? 4 : type.Size();
        return new TensorData(elements > 1 << 20 ? default : new byte[elements * size], shape);
    }
}
