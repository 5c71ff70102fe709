using System.Text.Json;
using ActorMlOps.Inference.Tests.Support;

namespace ActorMlOps.Inference.Tests;

public sealed class OnnxEngineTests
{
    public static TheoryData<string> Answered => [.. Material.Answered];

    [Fact]
    public void Material_OfEveryKind_IsThere() => Assert.Equal(12, Material.Answered.Count());

    [Theory]
    [MemberData(nameof(Answered))]
    public void Run_AllRowsAtOnce_GivesTheExpectedAnswers(string model)
    {
        using var engine = Material.Load(model);
        var expected = new ExpectedAnswers(model, engine.Signature);
        expected.AssertEqual(0, expected.Rows, engine.Run(expected.Rows, expected.Inputs(0, expected.Rows)));
    }

    [Theory]
    [MemberData(nameof(Answered))]
    public void Run_RowByRow_GivesTheExpectedAnswers(string model)
    {
        using var engine = Material.Load(model);
        var expected = new ExpectedAnswers(model, engine.Signature);
        for (int row = 0; row < expected.Rows; row++)
            expected.AssertEqual(row, 1, engine.Run(1, expected.Inputs(row, 1)));
    }

    [Theory]
    [MemberData(nameof(Answered))]
    public void Run_MoreRowsThanASlice_GivesTheExpectedAnswers(string model)
    {
        using var engine = Material.Load(model, new EngineOptions { MaxSlice = 17 });
        var expected = new ExpectedAnswers(model, engine.Signature);
        expected.AssertEqual(0, expected.Rows, engine.Run(expected.Rows, expected.Inputs(0, expected.Rows)));
    }

    [Fact]
    public void Run_StyleTransfer_GivesTheSampledPixels()
    {
        using var engine = Material.Load("candy_style/v1");
        using var expected = JsonDocument.Parse(Material.Text("candy_style/v1", "expected_formula.json"));
        var image = new float[3 * 720 * 720];
        for (int c = 0, i = 0; c < 3; c++)
            for (int h = 0; h < 720; h++)
                for (int w = 0; w < 720; w++, i++)
                    image[i] = ((7 * h) + (13 * w) + (101 * c)) % 256;
        var pixels = engine.Run(1, [Tensors.Of<float>(image)])[0].Values<float>();
        int every = expected.RootElement.GetProperty("every").GetInt32();
        double tolerance = expected.RootElement.GetProperty("tolerance_abs").GetDouble();
        int at = 0;
        foreach (var value in expected.RootElement.GetProperty("values").EnumerateArray())
            Assert.Equal(value.GetDouble(), pixels[every * at++], tolerance);
        Assert.True(at > 900);
        Assert.Equal(expected.RootElement.GetProperty("mean").GetDouble(), pixels.Average(p => (double)p), 0.1);
    }

    [Fact]
    public void Run_OutsideTheDomain_GivesNaNAndInfinities()
    {
        using var engine = Material.Load("nan_and_inf/v1");
        var y = engine.Run(5, [Tensors.Of(1f, 0f, -1f, float.NaN, float.PositiveInfinity)])[0].Values<float>();
        Assert.Equal([0f, float.NegativeInfinity, float.NaN, float.NaN, float.PositiveInfinity], y);
    }

    [Fact]
    public void Run_AfterDispose_ThrowsObjectDisposed()
    {
        var engine = Material.Load("elec2/v1");
        engine.Dispose();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => engine.Run(1, [Tensors.Of(1f, 2f, 3f, 4f, 5f, 6f)]));
    }

    [Fact]
    public async Task Dispose_DuringRuns_LetsThemEnd()
    {
        var engine = Material.Load("adult_income/v2");
        var expected = new ExpectedAnswers("adult_income/v2", engine.Signature);
        var inputs = expected.Inputs(0, expected.Rows);
        var started = new CountdownEvent(4);
        var runs = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; ; i++)
            {
                try
                {
                    expected.AssertEqual(0, expected.Rows, engine.Run(expected.Rows, inputs));
                }
                catch (ObjectDisposedException)
                {
                    return i;
                }
                if (i == 0)
                    started.Signal();
            }
        })).ToArray();
        Assert.True(started.Wait(HeldLane.Patience));
        engine.Dispose();
        Assert.All(await Task.WhenAll(runs).WaitAsync(HeldLane.Patience), n => Assert.True(n >= 1));
    }

    [Fact]
    public void Run_MisalignedMemory_GivesTheSameAnswers()
    {
        using var engine = Material.Load("elec2/v4");
        var expected = new ExpectedAnswers("elec2/v4", engine.Signature);
        var aligned = expected.Inputs(0, 50)[0];
        for (int offset = 1; offset < 8; offset++)
        {
            var buffer = new byte[aligned.Data.Length + offset];
            aligned.Data.CopyTo(buffer.AsMemory(offset));
            expected.AssertEqual(0, 50, engine.Run(50, [new TensorData(buffer.AsMemory(offset))]));
        }
    }

    [Fact]
    public void Run_RowThatTheModelFailsOn_ThrowsWithTheModelsWords()
    {
        using var engine = OnnxModel.Load(OnnxBuilder.LookUp(), new EngineOptions());
        Assert.Equal([30f, 10f], engine.Run(2, [Tensors.Of(2L, 0L)])[0].Values<float>());
        var error = Assert.Throws<InferenceException>(() => engine.Run(1, [Tensors.Of(99L)]));
        Assert.Contains("idx=99 must be within the inclusive range [-3,2]", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".cc:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TextWithNulAndEveryPlane_ComesBackUnchanged()
    {
        using var engine = OnnxModel.Load(OnnxBuilder.Identity(OnnxBuilder.String, -1, 2), new EngineOptions());
        string[] texts = ["", "a\0b", "Zürich", "日本", "🙂", new string('x', 10_000)];
        var output = engine.Run(3, [Tensors.Texts(texts)])[0];
        Assert.Equal(texts, output.Strings());
        Assert.Equal<int[]>([2], output.RowShape);
    }
}
