"""Organisations verified, merged and related; people; delegations."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0004_account_safety'),
    ]

    operations = [
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('email', models.EmailField(max_length=254, verbose_name='受托人邮箱')),
                ('scopes', models.JSONField(default=list, verbose_name='范围')),
                ('valid_from', models.DateField(verbose_name='自')),
                ('valid_until', models.DateField(verbose_name='至')),
                ('made_at', models.DateTimeField(verbose_name='委托时间')),
                ('accepted_at', models.DateTimeField(null=True, verbose_name='接受时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='终止时间')),
                ('ended_by', models.CharField(blank=True, default='', max_length=40, verbose_name='终止人')),
            ],
            options={
                'verbose_name': '委托',
                'verbose_name_plural': '委托',
                'ordering': ('-made_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state_before', models.CharField(choices=[('unverified', '待核实'), ('returned', '待补正'), ('verified', '已核实'), ('merged', '已并入'), ('closed', '已注销')], max_length=10, verbose_name='合并前的状态')),
                ('reason', models.CharField(max_length=400, verbose_name='理由')),
                ('merged_by', models.CharField(max_length=40, verbose_name='合并人')),
                ('merged_at', models.DateTimeField(verbose_name='合并时间')),
                ('undone_by', models.CharField(blank=True, default='', max_length=40, verbose_name='撤销人')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
                ('undone_reason', models.CharField(blank=True, default='', max_length=400, verbose_name='撤销理由')),
            ],
            options={
                'verbose_name': '单位合并',
                'verbose_name_plural': '单位合并',
                'ordering': ('-merged_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('identity_kind', models.CharField(choices=[('resident_id', '居民身份证'), ('hong_kong_macao', '港澳居民来往内地通行证'), ('taiwan', '台湾居民来往大陆通行证'), ('foreign_resident', '外国人永久居留身份证'), ('passport', '护照')], max_length=16, verbose_name='证件')),
                ('blind_index', models.CharField(max_length=64, null=True, unique=True, verbose_name='证件号码索引')),
                ('name_sealed', models.TextField(blank=True, default='', verbose_name='姓名（密文）')),
                ('number_sealed', models.TextField(blank=True, default='', verbose_name='证件号码（密文）')),
                ('telephone_sealed', models.TextField(blank=True, default='', verbose_name='电话（密文）')),
                ('created_by', models.CharField(max_length=40, verbose_name='登记人')),
                ('created_at', models.DateTimeField(verbose_name='登记时间')),
                ('erased_at', models.DateTimeField(null=True, verbose_name='抹除时间')),
            ],
            options={
                'verbose_name': '人员',
                'verbose_name_plural': '人员',
            },
        ),
        migrations.CreateModel(
            name='PersonLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('looked_by', models.CharField(max_length=40, verbose_name='查看人')),
                ('looked_at', models.DateTimeField(verbose_name='查看时间')),
                ('reason', models.CharField(max_length=400, verbose_name='理由')),
            ],
            options={
                'verbose_name': '查看证件号码',
                'verbose_name_plural': '查看证件号码',
                'ordering': ('-looked_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('representative', '法定代表人'), ('controller', '实际控制人'), ('shareholder', '股东'), ('employee', '任职人员')], max_length=16, verbose_name='关系')),
                ('share', models.DecimalField(decimal_places=4, max_digits=7, null=True, verbose_name='持股比例（%）')),
                ('post', models.CharField(blank=True, default='', max_length=60, verbose_name='职务')),
                ('valid_from', models.DateField(verbose_name='自')),
                ('valid_until', models.DateField(null=True, verbose_name='至')),
                ('provenance', models.CharField(choices=[('declared', '单位申报'), ('verified', '已核实'), ('imported', '导入')], max_length=8, verbose_name='来源')),
                ('source', models.CharField(blank=True, default='', max_length=200, verbose_name='依据')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时间')),
                ('recorded_by', models.CharField(max_length=40, verbose_name='记录人')),
                ('corrected_at', models.DateTimeField(null=True, verbose_name='更正时间')),
                ('correction', models.CharField(blank=True, default='', max_length=200, verbose_name='更正理由')),
            ],
            options={
                'verbose_name': '单位关系',
                'verbose_name_plural': '单位关系',
                'ordering': ('kind', '-valid_from', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('verified', '核实无误'), ('returned', '退回补正')], max_length=8, verbose_name='结果')),
                ('evidence_kind', models.CharField(blank=True, choices=[('licence', '营业执照或法人证书原件'), ('stamped_copy', '加盖公章的复印件'), ('public_register', '国家企业信用信息公示系统'), ('unit_register', '机关赋码和事业单位登记管理网'), ('other', '其他')], default='', max_length=16, verbose_name='依据')),
                ('evidence', models.CharField(blank=True, default='', max_length=400, verbose_name='依据说明')),
                ('lacks', models.TextField(blank=True, default='', verbose_name='需要补正')),
                ('decided_by', models.CharField(max_length=40, verbose_name='经办人')),
                ('decided_at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '单位核实',
                'verbose_name_plural': '单位核实',
                'ordering': ('-decided_at', '-pk'),
            },
        ),
        migrations.AddField(
            model_name='organisation',
            name='address',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='地址'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='closed_on',
            field=models.DateField(null=True, verbose_name='注销日期'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='email',
            field=models.EmailField(blank=True, default='', max_length=254, verbose_name='单位邮箱'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='established_on',
            field=models.DateField(null=True, verbose_name='成立日期'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='industry',
            field=models.CharField(blank=True, default='', max_length=5, verbose_name='行业代码'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='parties.organisation'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='registered_by',
            field=models.CharField(blank=True, default='', max_length=40, verbose_name='登记人'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='state',
            field=models.CharField(choices=[('unverified', '待核实'), ('returned', '待补正'), ('verified', '已核实'), ('merged', '已并入'), ('closed', '已注销')], default='unverified', max_length=10, verbose_name='状态'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='submitted_at',
            field=models.DateTimeField(null=True, verbose_name='送核时间'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='telephone',
            field=models.CharField(blank=True, default='', max_length=40, verbose_name='办公电话'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(django.db.models.functions.comparison.Coalesce('merged_into', 'id'), name='parties_organisation_current'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['state', 'submitted_at'], name='parties_organisation_waiting'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='parties_organisation_merged'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='giver',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations_given', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delegation',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='receiver',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delegations_held', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='merge',
            name='into',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='parties.organisation'),
        ),
        migrations.AddField(
            model_name='merge',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='parties.organisation'),
        ),
        migrations.AddField(
            model_name='person',
            name='account',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='person', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='personlook',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='parties.person'),
        ),
        migrations.AddField(
            model_name='relation',
            name='corrected_by',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrects', to='parties.relation', verbose_name='更正为'),
        ),
        migrations.AddField(
            model_name='relation',
            name='holder',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='parties.organisation'),
        ),
        migrations.AddField(
            model_name='relation',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relations', to='parties.organisation'),
        ),
        migrations.AddField(
            model_name='relation',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='relations', to='parties.person'),
        ),
        migrations.AddField(
            model_name='verification',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verifications', to='parties.organisation'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='parties_delegation_days'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('receiver__isnull', True)), models.Q(('accepted_at__isnull', False), ('receiver__isnull', False)), _connector='OR'), name='parties_delegation_accepted'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('organisation',), name='parties_merged_once'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('organisation', models.F('into')), _negated=True), name='parties_merge_of_two'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('holder__isnull', False), ('person__isnull', True)), models.Q(('holder__isnull', True), ('person__isnull', False)), _connector='OR'), name='parties_relation_one_subject'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.CheckConstraint(condition=models.Q(('holder__isnull', True), ('kind__in', ['controller', 'shareholder']), _connector='OR'), name='parties_relation_of_people'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'shareholder'), ('share__gt', 0), ('share__isnull', False), ('share__lte', 100)), models.Q(models.Q(('kind', 'shareholder'), _negated=True), ('share__isnull', True)), _connector='OR'), name='parties_relation_share'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='parties_relation_days'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.CheckConstraint(condition=models.Q(('corrected_by', None), ('corrected_at__isnull', False), _connector='OR'), name='parties_relation_corrected'),
        ),
    ]
