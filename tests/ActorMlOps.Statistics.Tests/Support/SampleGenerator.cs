using System.Text.Json;

namespace ActorMlOps.Statistics.Tests.Support;

/// <summary>The 64-bit LCG and transforms that the golden files' <c>generator</c> field describes.</summary>
internal sealed class SampleGenerator(ulong seed)
{
    private ulong _x = seed;

    public static double[] Generate(JsonElement recipe)
    {
        var generator = new SampleGenerator(recipe.GetProperty("seed").GetUInt64());
        var sample = new double[recipe.GetProperty("n").GetInt32()];
        for (var i = 0; i < sample.Length; i++)
            sample[i] = generator.Next(recipe);
        return sample;
    }

    public double Uniform()
    {
        _x = unchecked((6364136223846793005UL * _x) + 1442695040888963407UL);
        return (_x >> 11) * (1.0 / (1UL << 53));
    }

    private double Next(JsonElement recipe)
    {
        double Get(string name) => recipe.GetProperty(name).GetDouble();
        switch (recipe.GetProperty("kind").GetString())
        {
            case "uniform":
                return Get("a") + ((Get("b") - Get("a")) * Uniform());
            case "irwin_hall":
                return IrwinHall(Get("mu"), Get("sd"));
            case "exponential":
                return -Get("scale") * Math.Log(1 - Uniform());
            case "integer":
                return Math.Floor(Uniform() * Get("k"));
            case "round":
                var power = Math.Pow(10, Get("d"));
                return Math.Floor((IrwinHall(Get("mu"), Get("sd")) * power) + 0.5) / power;
            case "mixture":
                var part = recipe.GetProperty(Uniform() < Get("w") ? "first" : "second");
                return IrwinHall(part.GetProperty("mu").GetDouble(), part.GetProperty("sd").GetDouble());
            case var kind:
                throw new NotSupportedException($"generator {kind}");
        }
    }

    private double IrwinHall(double mu, double sd)
    {
        double s = 0;
        for (var i = 0; i < 12; i++)
            s += Uniform();
        return mu + (sd * (s - 6));
    }
}
