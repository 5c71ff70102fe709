using ActorMlOps.Inference.Tests.Support;
using Microsoft.ML.OnnxRuntime;

namespace ActorMlOps.Inference.Tests;

/// <summary>Against what ONNX Runtime's own ZipMap gives.</summary>
public sealed class ZipMapsTests
{
    private static OnnxBuilder Zipped(int key, byte[] names, params long[]? shape) => new OnnxBuilder().Import("ai.onnx.ml")
        .Node("Relu", ["x"], ["scores"]).Node("ArgMax", ["scores"], ["label"], "", OnnxBuilder.IntAttribute("axis", 1), OnnxBuilder.IntAttribute("keepdims", 0))
        .Node("ZipMap", ["scores"], ["probability"], "ai.onnx.ml", names)
        .Input("x", OnnxBuilder.Float, shape)
        .Output("label", OnnxBuilder.Int64, null).OutputOfType("probability", OnnxBuilder.SequenceOfMaps(key));

    private static byte[] Numbered() => Zipped(OnnxBuilder.Int64, OnnxBuilder.IntsAttribute("classlabels_int64s", -1, 0, 70_000), -1, 3).Build();

    private static byte[] Named() => Zipped(OnnxBuilder.String, OnnxBuilder.TextsAttribute("classlabels_strings", "hund", "kätzchen", "?"), -1, 3).Build();

    [Fact]
    public void Load_ZippedScores_AreATensorWithNamedColumns()
    {
        using var numbered = OnnxModel.Load(Numbered(), new EngineOptions());
        using var named = OnnxModel.Load(Named(), new EngineOptions());
        Assert.Equal("label INT64[-1]; probability FP32[-1, 3]", string.Join("; ", numbered.Signature.Outputs));
        Assert.Equal(BatchMode.Dynamic, numbered.Signature.Batch);
        Assert.Equal(["-1", "0", "70000"], numbered.Signature.Outputs[1].Classes.ToArray());
        Assert.Equal(["hund", "kätzchen", "?"], named.Signature.Outputs[1].Classes.ToArray());
        Assert.Empty(named.Signature.Outputs[0].Classes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_ZippedScores_AreThoseOfTheMaps(bool numbered)
    {
        byte[] file = numbered ? Numbered() : Named();
        float[] rows = [0.1f, 0.7f, 0.2f, 0.5f, 0.25f, 0.25f, 0, 0, 1];
        using var engine = OnnxModel.Load(file, new EngineOptions());
        var outputs = engine.Run(3, [Tensors.Of<float>(rows)]);
        Assert.Equal([1L, 0, 2], outputs[0].Values<long>());
        var scores = outputs[1].Values<float>();

        using var session = new InferenceSession(file);
        using var input = OrtValue.CreateTensorValueFromMemory(rows, [3, 3]);
        using var options = new RunOptions();
        using var values = session.Run(options, ["x"], [input], ["probability"]);
        Assert.Equal(3, values[0].GetValueCount());
        for (int row = 0; row < 3; row++)
        {
            using var map = values[0].GetValue(row, OrtAllocator.DefaultInstance);
            using var keys = map.GetValue(0, OrtAllocator.DefaultInstance);
            using var zipped = map.GetValue(1, OrtAllocator.DefaultInstance);
            string[] names = numbered
                ? [.. keys.GetTensorDataAsSpan<long>().ToArray().Select(k => k.ToString(System.Globalization.CultureInfo.InvariantCulture))]
                : keys.GetStringTensorAsArray();
            var byName = names.Zip(zipped.GetTensorDataAsSpan<float>().ToArray()).ToDictionary(p => p.First, p => p.Second);
            Assert.Equal(engine.Signature.Outputs[1].Classes.Select(c => byName[c]), scores[(row * 3)..((row + 1) * 3)]);
        }
    }

    [Fact]
    public void Load_OneRowARun_StaysSingle()
    {
        byte[] file = Zipped(OnnxBuilder.Int64, OnnxBuilder.IntsAttribute("classlabels_int64s", 0, 1), 1, 2).Build();
        using var engine = OnnxModel.Load(file, new EngineOptions());
        Assert.Equal(BatchMode.Single, engine.Signature.Batch);
        Assert.Equal([1f, 2f, 3f, 4f], engine.Run(2, [Tensors.Of(1f, 2f, 3f, 4f)])[1].Values<float>());
    }

    [Fact]
    public void Load_OtherNumberOfNamesThanScores_IsRefused() => OnnxModelTests.AssertRefused(
        Zipped(OnnxBuilder.Int64, OnnxBuilder.IntsAttribute("classlabels_int64s", 0, 1), -1, 3).Build(),
        "Output 'probability' names 2 classes for 3 scores");
}
