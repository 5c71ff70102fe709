using ActorMlOps.LoadTests.Fuzz;
using CsCheck;

namespace ActorMlOps.LoadTests.Tests.Fuzz;

public class ShrinkerTests
{
    [Fact]
    public void Body_FaultOfOneByte_ShrinksToThatByte() => Gen.Byte.Array[1, 200].Select(Gen.Byte).Sample((rest, bad) =>
    {
        byte[] body = [.. rest.Where(b => b != bad), bad, .. rest.Where(b => b != bad)];

        var small = Shrinker.ShrinkAsync(body, b => Task.FromResult(b.Contains(bad))).GetAwaiter().GetResult();

        return small is [var only] && only == bad;
    }, iter: 200);

    [Fact]
    public async Task Body_FaultThatNeedsAllOfIt_Stays()
    {
        byte[] body = [.. "{\"a\":1}"u8];

        Assert.Equal(body, await Shrinker.ShrinkAsync(body, b => Task.FromResult(b.Length == body.Length)));
    }
}
