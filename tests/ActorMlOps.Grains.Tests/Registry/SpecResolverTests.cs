using ActorMlOps.Grains.Registry;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Registry;
using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Tests.Registry;

public sealed class SpecResolverTests
{
    private static readonly TensorSpec Label = Specs.Tensor("label", TensorType.Int64, -1);
    private static readonly TensorSpec Probabilities = Specs.Tensor("probabilities", TensorType.Fp32, -1, 2);
    private static readonly ModelSignature Wide = Specs.Signature([Specs.Tensor("x", TensorType.Fp32, -1, 3)], Label, Probabilities);
    private static readonly ModelSignature Named = Specs.Signature(
        [Specs.Tensor("age", TensorType.Int64, -1, 1), Specs.Tensor("sex", TensorType.Bytes, -1, 1)], Label, Probabilities);

    [Fact]
    public void Features_OfNamedInputs_NeedNoConfig()
    {
        var features = Ok(Named, new(), ["sex", "age"], r => r.ResolveFeatures());
        Assert.Equal([new("age", FeatureKind.Numeric, 0, 0, TensorType.Int64), new("sex", FeatureKind.Categorical, 1, 0, TensorType.Bytes)], features);
    }

    [Fact]
    public void Features_OfOneTensor_GoByTheHeaderWithoutTheOtherColumns()
    {
        var config = new VersionConfig { Reference = new(LabelColumn: "y", Ignore: ["date"]) };
        var features = Ok(Wide, config, ["date", "b", "a", "y", "c"], r => r.ResolveFeatures());
        Assert.Equal([("b", 0), ("a", 1), ("c", 2)], features.Select(f => (f.Name, f.Element)));
    }

    [Fact]
    public void Features_WithoutReferenceOrConfig_AreNumbered() =>
        Assert.Equal(["x[0]", "x[1]", "x[2]"], Ok(Wide, new(), null, r => r.ResolveFeatures()).Select(f => f.Name));

    [Fact]
    public void Features_HeaderOfAnotherWidth_IsRefusedWithBothLists()
    {
        var error = Assert.Single(Errors(Wide, new(), ["a", "b"], r => r.ResolveFeatures()), e => e.Contains("takes 3 values", StringComparison.Ordinal));
        Assert.Contains("a, b", error, StringComparison.Ordinal);
        Assert.Contains("reference.ignore", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_MissingInTheReference_IsRefusedWithBothLists()
    {
        var error = Assert.Single(Errors(Named, new(), ["age", "gender"], r => r.ResolveFeatures()));
        Assert.Contains("lacks columns of features: sex", error, StringComparison.Ordinal);
        Assert.Contains("Columns of the reference: age, gender", error, StringComparison.Ordinal);
        Assert.Contains("Features of the model: age, sex", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_ExtraColumnsOfTheReference_AreAWarning()
    {
        var resolver = new SpecResolver(Named, new(), ["age", "sex", "city"]);
        resolver.ResolveFeatures();
        Assert.Empty(resolver.Errors);
        Assert.Contains("city", Assert.Single(resolver.Warnings), StringComparison.Ordinal);
    }

    public static TheoryData<FeatureConfig[], string> BadFeatures => new()
    {
        { [new("a", "z")], "no input 'z'" },
        { [new("a", "x", 3)], "'column' must be from 0 to 2" },
        { [new("a", "x", -1)], "'column' must be from 0 to 2" },
        { [new("a", "x", 0), new("a", "x", 1)], "'a' is named more than once" },
    };

    [Theory]
    [MemberData(nameof(BadFeatures))]
    public void Features_BadConfig_IsRefusedByName(FeatureConfig[] features, string reason) => Assert.Contains(
        Errors(Wide, new() { Features = features }, null, r => r.ResolveFeatures()), e => e.Contains(reason, StringComparison.Ordinal));

    [Fact]
    public void Features_OfAnInputWithoutAFixedRow_AreRefused()
    {
        var free = Specs.Signature([Specs.Tensor("x", TensorType.Fp32, -1, -1)], Label, Probabilities);
        var error = Assert.Single(Errors(free, new() { Features = [new("a", "x", 2)] }, null, r => r.ResolveFeatures()));
        Assert.Contains("no fixed number of elements", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_NumericText_IsRefused() => Assert.Contains(
        Errors(Named, new() { Features = [new("sex", Kind: FeatureKind.Numeric)] }, null, r => r.ResolveFeatures()),
        e => e.Contains("can't be numeric", StringComparison.Ordinal));

    [Fact]
    public void Features_ReferenceColumnsThatAreNotThere_AreAllNamed()
    {
        var config = new VersionConfig { Reference = new("l", "p", "s") };
        var errors = Errors(Named, config, ["age", "sex"], r => r.ResolveFeatures());
        foreach (var field in new[] { "reference.labelColumn", "reference.predictionColumn", "reference.scoreColumn" })
            Assert.Contains(errors, e => e.Contains(field, StringComparison.Ordinal) && e.Contains("age, sex", StringComparison.Ordinal));
    }

    [Fact]
    public void Segments_UnknownNumericOrTooMany_AreRefused()
    {
        FeatureSpec[] features = [new("n", FeatureKind.Numeric, 0, 0, TensorType.Fp32), .. Enumerable.Range(0, 5).Select(i => new FeatureSpec($"c{i}", FeatureKind.Categorical, 0, i, TensorType.Fp32))];
        Assert.Contains(Of("z"), e => e.Contains("'z' is not a feature", StringComparison.Ordinal));
        Assert.Contains(Of("n"), e => e.Contains("'n' is numeric", StringComparison.Ordinal));
        Assert.Contains(Of("c0", "c1", "c2", "c3", "c4"), e => e.Contains("at most 4", StringComparison.Ordinal));
        Assert.Empty(Of("c0", "c0"));

        IReadOnlyList<string> Of(params string[] segments) => Errors(Wide, new() { Sensitive = segments, Segments = ["c1"] }, null, r => r.ResolveSegments(features));
    }

    [Fact]
    public void Output_LabelAndTwoScores_IsBinaryWithTheLastClassPositive()
    {
        var output = Ok(Wide, new(), null, r => r.ResolveOutput(["1", "0"]));
        Assert.Equal((TaskKind.Binary, 0, 1, 2, 1, "1"), (output.Task, output.Label, output.Scores, output.ScoreWidth, output.PositiveIndex, output.PositiveClass));
        Assert.Equal(["0", "1"], output.Classes);
    }

    [Fact]
    public void Output_ClassesOfTheReference_AreInTheTrainersOrder()
    {
        Assert.Equal(["2", "10"], Ok(Wide, new(), null, r => r.ResolveOutput(["10", "2"])).Classes);
        Assert.Equal(["B", "a"], Ok(Wide, new(), null, r => r.ResolveOutput(["a", "B"])).Classes);
    }

    public static TheoryData<VersionConfig, string> BadOutputs => new()
    {
        { new() { Output = new(Label: "z") }, "'output.label': the model has no output 'z'" },
        { new() { Output = new(Scores: "z") }, "'output.scores': the model has no output 'z'" },
        { new() { Output = new(PositiveClass: "yes") }, "'output.positiveClass' 'yes'" },
        { new() { Output = new(Threshold: 1.5) }, "'output.threshold'" },
        { new() { Output = new(Threshold: double.NaN) }, "'output.threshold'" },
        { new() { Task = TaskKind.Binary, Output = new(Classes: ["a", "b", "c"]) }, "there are 3 classes" },
        { new() { Task = TaskKind.Regression }, "'task' is regression" },
    };

    [Theory]
    [MemberData(nameof(BadOutputs))]
    public void Output_BadConfig_IsRefusedByName(VersionConfig config, string reason) =>
        Assert.Contains(Errors(Wide, config, null, r => r.ResolveOutput(null)), e => e.Contains(reason, StringComparison.Ordinal));

    [Fact]
    public void Output_MulticlassWithOneScoreOnly_IsRefused()
    {
        var one = Specs.Signature([Specs.Tensor("x", TensorType.Fp32, -1, 3)], Specs.Tensor("y", TensorType.Fp32, -1, 1));
        Assert.Contains(
            Errors(one, new() { Task = TaskKind.Multiclass }, null, r => r.ResolveOutput(["a", "b", "c"])),
            e => e.Contains("multiclass", StringComparison.Ordinal));
        Assert.Equal(TaskKind.Regression, Ok(one, new(), null, r => r.ResolveOutput(null)).Task);
    }

    [Fact]
    public void Output_NothingThatCanBeRead_IsUnwatchedWithAWarning()
    {
        var resolver = new SpecResolver(Specs.Signature([], Specs.Tensor("image", TensorType.Fp32, -1, 3, 224, 224)), new(), null);
        Assert.Equal(TaskKind.None, resolver.ResolveOutput(null).Task);
        Assert.Contains("not watched", Assert.Single(resolver.Warnings), StringComparison.Ordinal);
    }

    private static T Ok<T>(ModelSignature signature, VersionConfig config, string[]? columns, Func<SpecResolver, T> resolve)
    {
        var resolver = new SpecResolver(signature, config, columns);
        var resolved = resolve(resolver);
        Assert.Empty(resolver.Errors);
        return resolved;
    }

    private static IReadOnlyList<string> Errors<T>(ModelSignature signature, VersionConfig config, string[]? columns, Func<SpecResolver, T> resolve)
    {
        var resolver = new SpecResolver(signature, config, columns);
        resolve(resolver);
        return resolver.Errors;
    }
}
