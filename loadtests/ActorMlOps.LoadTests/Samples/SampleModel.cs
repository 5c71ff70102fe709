namespace ActorMlOps.LoadTests.Samples;

/// <summary>
/// A model that both sides serve: <c>features</c> FP32[-1, 6] -> <c>label</c> INT64[-1], <c>probabilities</c> FP32[-1, 2].
/// </summary>
/// <param name="Name">What it is registered as, with a reference.</param>
internal sealed record SampleModel(string Name, string File)
{
    public static SampleModel Logistic { get; } =
        new("logistic", Path.Combine(AppContext.BaseDirectory, "Demo", "Data", "elec2", "v1.onnx"));

    public static SampleModel Mlp { get; } = new("mlp", Path.Combine(AppContext.BaseDirectory, "Data", "elec2", "v4.onnx"));

    public static IReadOnlyList<SampleModel> All { get; } = [Logistic, Mlp];

    /// <summary>Name under which the same model is registered without a reference: no counters of its features.</summary>
    public string BareName => $"{Name}-bare";
}
