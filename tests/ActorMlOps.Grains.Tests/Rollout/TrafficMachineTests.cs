using ActorMlOps.Grains.Rollout;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Tests.Rollout;

public sealed class TrafficMachineTests
{
    private static readonly HashSet<string> Registered = ["1", "2", "3"];
    private static readonly TrafficState First = TrafficMachine.First("m", "1", 42);

    [Fact]
    public void First_Version_GetsEverything()
    {
        var policy = First.Policy!;
        Assert.Equal((1L, "1", 42UL), (policy.Epoch, policy.Stable, policy.Salt));
        Assert.Equal(new Variant("1", 100, VariantRole.Stable), Assert.Single(policy.Variants));
    }

    [Fact]
    public void Set_Split_KeepsSaltAndStableAndPutsCanariesFirst()
    {
        var next = TrafficMachine.Set(First, Change([new("1", 95), new("2", 5)], "3"), Registered).Next!.Policy!;
        Assert.Equal((2L, "1", 42UL), (next.Epoch, next.Stable, next.Salt));
        Assert.Equal(["2", "1"], next.Variants.Select(v => v.Version));
        Assert.Equal(["3"], next.Shadows);
    }

    [Fact]
    public void Set_PresentStableWithoutWeight_GreatestWeightBecomesStable()
    {
        var next = TrafficMachine.Set(First, Change([new("1", 0), new("2", 40), new("3", 60)]), Registered).Next!.Policy!;
        Assert.Equal("3", next.Stable);
    }

    [Fact]
    public void Set_SeveralMistakes_NamesThemAll()
    {
        var decision = TrafficMachine.Set(First, Change([new("1", -1), new("9", double.NaN), new("1", 2)], "8", "2", "2"), Registered);
        Assert.Null(decision.Next);
        Assert.False(decision.Conflict);
        Assert.Equal(6, decision.Errors.Length);
        Assert.Contains(decision.Errors, e => e.Contains("weight of '1'", StringComparison.Ordinal));
        Assert.Contains(decision.Errors, e => e.Contains("weight of '9'", StringComparison.Ordinal));
        Assert.Contains(decision.Errors, e => e.Contains("'9' is not registered", StringComparison.Ordinal));
        Assert.Contains(decision.Errors, e => e.Contains("'8' is not registered", StringComparison.Ordinal));
        Assert.Contains(decision.Errors, e => e.Contains("'1' is named more than once", StringComparison.Ordinal));
        Assert.Contains(decision.Errors, e => e.Contains("'2' is named more than once", StringComparison.Ordinal));
    }

    [Fact]
    public void Set_NoOrZeroOrEndlessWeights_IsRefusedByName()
    {
        Assert.Contains("'variants' is empty", Error([]), StringComparison.Ordinal);
        Assert.Contains("all weights are 0", Error([new("1", 0)]), StringComparison.Ordinal);
        Assert.Contains("sum", Error([new("1", 1e308), new("2", 1e308)]), StringComparison.Ordinal);

        static string Error(WeightedVersion[] weights) => Assert.Single(TrafficMachine.Set(First, Change(weights), Registered).Errors);
    }

    [Fact]
    public void Set_OnAnotherEpoch_IsAConflictThatNamesTheEpoch()
    {
        var decision = TrafficMachine.Set(First, Change([new("2", 1)]) with { IfEpoch = 9 }, Registered);
        Assert.True(decision.Conflict);
        Assert.Contains("The epoch is 1, not 9", Assert.Single(decision.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Set_WhileARolloutDecides_IsAConflictThatNamesIt()
    {
        var state = RolloutMachine.Start(First, new(RolloutKind.Canary, "2", [5], "a"), Registered, DateTimeOffset.UnixEpoch).Next!;
        var decision = TrafficMachine.Set(state, Change([new("1", 1)]), Registered);
        Assert.True(decision.Conflict);
        Assert.Contains("'r1'", Assert.Single(decision.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Set_DroppingARunningShadow_IsRefused_AndAPausedOneMayBeLeftOut()
    {
        var state = RolloutMachine.Start(First, new(RolloutKind.Shadow, "2", [], "a"), Registered, DateTimeOffset.UnixEpoch).Next!;
        Assert.True(TrafficMachine.Set(state, Change([new("1", 1)]), Registered).Conflict);
        var paused = RolloutMachine.Command(state, "r1", RolloutCommand.Pause, "a", DateTimeOffset.UnixEpoch).Next!;
        Assert.NotNull(TrafficMachine.Set(paused, Change([new("1", 1)]), Registered).Next);
        // It would both answer and be copied as soon as it is resumed.
        Assert.Contains("'r1'", Assert.Single(TrafficMachine.Set(paused, Change([new("1", 1), new("2", 1)]), Registered).Errors), StringComparison.Ordinal);
    }

    private static TrafficChange Change(WeightedVersion[] weights, params string[] shadows) => new(weights, shadows, null, "a");
}
